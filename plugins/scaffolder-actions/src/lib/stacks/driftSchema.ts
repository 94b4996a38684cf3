import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';

type Zod = Parameters<
  Parameters<ActionsRegistryService['register']>[0]['schema']['output']
>[0];

/** Schema of the drift status of a stack. */
export const driftStatusSchema = (z: Zod) =>
  z.enum(['IN_SYNC', 'DRIFTED', 'UNKNOWN']);

/** Schema of the resources of a drift result. */
export const driftResourcesSchema = (z: Zod) =>
  z.array(
    z.object({
      logicalId: z.string(),
      physicalId: z.string().optional(),
      type: z.string(),
      status: z.string(),
      reason: z.string().optional(),
      differences: z.array(
        z.object({
          path: z.string(),
          kind: z.string(),
          expected: z.string().optional(),
          actual: z.string().optional(),
        }),
      ),
    }),
  );
