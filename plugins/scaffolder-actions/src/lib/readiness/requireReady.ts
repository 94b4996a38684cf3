import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  type AwsClients,
  type Environment,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { ServiceNeeds } from '@private-serverless/readiness';
import type { StackDescription } from '@private-serverless/stack';
import { recentReadiness } from './recentReadiness';

/**
 * Checks that an environment has what a service needs, before anything is created. The check is at most 60 seconds old, and all
 * tasks of the backend share it. A check without a result is a warning in the log of the task.
 *
 * @param options - `needs`: what the service uses, from the answers in its repository. `parameters`: those of the repository;
 *   another value than the environment's is a warning. `service`: its name and its
 *   stack, to check that nothing else has its name. `clock`: epoch milliseconds
 * @throws InputError that lists every problem on its own line: resource, found, expected and what to do
 */
export async function requireReady(options: {
  environment: Environment;
  needs: ServiceNeeds;
  service?: { name: string; stack?: StackDescription };
  parameters?: Record<string, string>;
  clients: AwsClients;
  logger: Pick<LoggerService, 'info' | 'warn'>;
  clock?: () => number;
}): Promise<void> {
  const { clients, environment, logger, needs, parameters, service } = options;
  const { checkServiceName, checkText, isProblem, neededBy, otherValues } =
    loadReadiness();
  for (const warning of otherValues(environment, parameters ?? {})) {
    logger.warn(warning);
  }
  const { at, checks: needed } = neededBy(
    await recentReadiness(options),
    needs,
  );
  const checks = [
    ...needed,
    ...(service
      ? await checkServiceName({
          clients: clients.forReadiness(environment),
          environment,
          service: {
            ...service,
            entry: needs.entry,
            network: needs.network,
            parameters,
          },
        })
      : []),
  ];
  const problems = checks.filter(isProblem);
  for (const check of checks) {
    if (check.status === 'unknown') {
      logger.warn(`Not checked: ${checkText(check)}`);
    }
  }
  if (problems.length > 0) {
    throw new InputError(
      [
        `Environment "${environment.id}" is not ready for this service: ${
          problems.length === 1 ? '1 problem' : `${problems.length} problems`
        }, checked at ${at}. Nothing was changed. Ask your platform team for a fix, then retry after a minute.`,
        ...problems.map(check => `- ${checkText(check)}`),
      ].join('\n'),
    );
  }
  logger.info(
    `Environment "${environment.id}" has what the service needs, checked at ${at}`,
  );
}
