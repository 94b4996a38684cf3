import {
  checkReadiness,
  checkServiceName,
  checkText,
  isProblem,
  neededBy,
  otherValues,
  serviceNeeds,
} from '@private-serverless/readiness';
import { describeStack, isStackGone } from '@private-serverless/stack';
import type { Io } from '../io';
import type { DeployTarget } from './deployTarget';
import { NegativeResult } from '../usage';

/**
 * Checks before a deploy that the environment has what the service needs, and that its name is free. A check without a result
 * is a warning. Without an environment, nothing is checked.
 *
 * @param answers - the generator's answers in the repository. Without them, nothing is checked
 * @param parameters - those of the repository. Another value than the environment's is a warning
 * @throws NegativeResult after it has written every problem: resource, found, expected and what to do
 */
export async function requireReady(
  { aws, environment, readiness }: DeployTarget,
  {
    answers,
    parameters,
    stackName,
  }: {
    answers?: Record<string, unknown>;
    parameters: Record<string, string>;
    stackName: string;
  },
  io: Io,
): Promise<void> {
  if (!environment || !readiness || !answers) return;
  for (const warning of otherValues(environment, parameters)) {
    io.err(`Warning: ${warning}`);
  }
  const { accountId } = environment;
  const [found, stack] = await Promise.all([
    checkReadiness({ environment, clients: readiness }),
    describeStack({ ...aws, accountId, stackName }),
  ]);
  const needs = serviceNeeds({
    answers,
    environment,
    isFirstDeploy: isStackGone(stack),
  });
  const checks = [
    ...neededBy(found, needs).checks,
    ...(await checkServiceName({
      clients: readiness,
      environment,
      service: {
        name: String(answers.name),
        entry: needs.entry,
        network: needs.network,
        parameters,
        stack: isStackGone(stack) ? undefined : stack,
      },
    })),
  ];
  for (const check of checks) {
    if (check.status === 'unknown') {
      io.err(`Warning: not checked: ${checkText(check)}`);
    }
  }
  const problems = checks.filter(isProblem);
  if (problems.length === 0) return;
  io.err(
    [
      `Environment ${environment.id} is not ready for this service. Nothing was changed.`,
      ...problems.map(check => `- ${checkText(check)}`),
    ].join('\n'),
  );
  throw new NegativeResult();
}
