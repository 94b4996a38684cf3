import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { healthStates } from '@private-serverless/backstage-plugin-private-api-common';
import { authorizeReader, entityVisibleTo } from '../http/entityAccess';
import { explainTarget } from './explainTarget';
import { type ActionOptions, readOnly } from './options';

const maxTransitions = 5;

/**
 * Registers `explain`, a backend action for AI tools that says why a private API is in its state. Read-only. The caller must see
 * the entity.
 */
export function registerExplain(
  registry: ActionsRegistryService,
  options: ActionOptions,
): void {
  registry.register({
    name: 'explain',
    title: 'Why a private API is in its state',
    description:
      'Explains the state of one private API of the software catalog, for each of its environments: since when it holds, which hop of the path (DNS, load balancer, target, VPC endpoint, API, function) is broken, the evidence, what to do, and the latest changes of state. Changes nothing.',
    attributes: readOnly,
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .max(500)
            .describe('Component, such as component:default/orders'),
        }),
      output: z => {
        const finding = z.object({
          hop: z.string(),
          state: z.string(),
          evidence: z.string(),
          advice: z.string().optional(),
        });
        return z.object({
          entityRef: z.string(),
          state: z.enum(healthStates),
          since: z.string().optional().describe('ISO 8601'),
          reason: z.string().optional().describe('Why the state is unknown'),
          targets: z.array(
            z.object({
              environment: z.string().optional().describe('ID'),
              url: z.string().optional(),
              state: z.enum(healthStates),
              since: z.string().optional(),
              brokenHop: z.string().optional(),
              cause: z.string().optional(),
              advice: z.string().optional().describe('What to do'),
              hops: z.array(finding),
              vantages: z.array(
                z.object({
                  title: z.string(),
                  state: z.enum(healthStates),
                  since: z.string().optional(),
                  cause: z.string().optional(),
                }),
              ),
              transitions: z
                .array(
                  z.object({
                    at: z.string(),
                    from: z.string(),
                    to: z.string(),
                    code: z.string().optional(),
                    cause: z.string().optional(),
                  }),
                )
                .describe('The newest one first'),
            }),
          ),
        });
      },
    },
    examples: [
      {
        title: 'Explain the state of orders',
        input: { entityRef: 'component:default/orders' },
      },
    ],
    async action({ input, credentials }) {
      await authorizeReader(options, credentials);
      const ref = refOf(input.entityRef);
      const entity = await entityVisibleTo(options, ref, credentials);
      const view = await options.health.health(entity);
      const targets = await Promise.all(
        view.targets.map(async target =>
          explainTarget(
            target,
            target.targetId === undefined
              ? []
              : await options.reads.transitions.latest(
                  target.targetId,
                  maxTransitions,
                ),
          ),
        ),
      );
      return {
        output: {
          entityRef: view.entityRef,
          state: view.state,
          since: view.since,
          reason: view.reason?.headline,
          targets,
        },
      };
    },
  });
}

function refOf(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw new InputError(
      `entityRef: '${text}' is not a valid entity ref. Use one such as component:default/orders`,
    );
  }
}
