import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  healthStates,
  targetSortKeys,
} from '@private-serverless/backstage-plugin-private-api-common';
import { authorizeReader } from '../http/entityAccess';
import { type ActionOptions, readOnly } from './options';

/**
 * Registers `list`, a backend action for AI tools that lists private APIs with their state. Read-only. The caller sees what the
 * catalog shows it, also in the total.
 */
export function registerList(
  registry: ActionsRegistryService,
  options: ActionOptions,
): void {
  registry.register({
    name: 'list',
    title: 'Private APIs and their state',
    description:
      'Lists the private APIs of the software catalog, one item for each service and environment: whether each one is up, degraded, suspect, down, exposed, in maintenance or unknown, since when, which hop is broken, and why. The worst ones come first. "unknown" means that nothing is known, not that it works. Changes nothing.',
    attributes: readOnly,
    schema: {
      input: z =>
        z.object({
          search: z
            .string()
            .max(200)
            .optional()
            .describe('Part of the name or title of the service'),
          state: z.array(z.enum(healthStates)).max(20).optional(),
          owner: z
            .array(z.string().max(500))
            .max(100)
            .optional()
            .describe('Refs of owners, such as group:default/payments'),
          system: z
            .array(z.string().max(500))
            .max(100)
            .optional()
            .describe('Refs of systems, such as system:default/orders'),
          environment: z
            .array(z.string().max(100))
            .max(100)
            .optional()
            .describe('IDs of environments'),
          behind: z
            .boolean()
            .optional()
            .describe('Only services that have a newer golden path'),
          certificateWithinDays: z
            .number()
            .int()
            .min(0)
            .max(36_500)
            .optional()
            .describe('Only certificates that expire within these days'),
          sort: z.enum(targetSortKeys).optional(),
          order: z.enum(['asc', 'desc']).optional(),
          limit: z.number().int().min(1).max(100).default(20),
        }),
      output: z =>
        z.object({
          totalItems: z
            .number()
            .describe('Number of all that match, also beyond the limit'),
          items: z.array(
            z.object({
              entityRef: z.string(),
              title: z.string(),
              owner: z.string().optional(),
              environment: z.string().optional().describe('ID'),
              state: z.enum(healthStates),
              since: z.string().optional().describe('ISO 8601'),
              hop: z.string().optional().describe('The hop that is broken'),
              code: z.string().optional(),
              cause: z.string().optional(),
              uptime: z
                .number()
                .optional()
                .describe('Of the last 24 hours, from 0 to 1'),
              coverage: z
                .number()
                .describe('Share of the last 24 hours that was observed'),
              certificateExpiresAt: z.string().optional(),
              templateVersion: z.string().optional(),
              behind: z.boolean().optional().describe('Absent if not known'),
            }),
          ),
        }),
    },
    examples: [
      {
        title: 'List what is exposed or down',
        input: { state: ['exposed', 'down'], limit: 20 },
      },
    ],
    async action({ input, credentials }) {
      await authorizeReader(options, credentials);
      const { lists, visibility } = options.reads;
      const { items, totalItems } = await lists.page(
        input,
        await visibility.of(credentials),
      );
      return {
        output: {
          totalItems,
          items: items.map(item => ({
            entityRef: item.entityRef,
            title: item.title,
            owner: item.owner,
            environment: item.environment?.id,
            state: item.state,
            since: item.since,
            hop: item.hop,
            code: item.code,
            cause: item.cause,
            uptime: item.uptime,
            coverage: item.coverage,
            certificateExpiresAt: item.certificateExpiresAt,
            templateVersion: item.templateVersion,
            behind: item.behind,
          })),
        },
      };
    },
  });
}
