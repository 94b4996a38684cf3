import {
  checkEnvironment,
  type EnvironmentProblem,
} from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import { domainProblems } from './domain-problems.ts';
import type { Environment } from './environment.ts';
import { loadBalancerProblems } from './load-balancer-problems.ts';
import {
  existingNetworkProblems,
  newNetworkProblems,
} from './network-problems.ts';
import type { Problem } from './problems.ts';

/** Returns the reasons why an environment cannot host a service with these answers. */
export function environmentProblems(
  answers: Answers,
  environment: Environment,
): Problem[] {
  // Backstage and the CLI have validated the environment. Other callers of the package have not.
  const { problems: wrong } = checkEnvironment(environment, 'environment');
  const problems = wrong.map(asProblem);
  const add = (field: string, value: unknown, message: string) =>
    problems.push({ field, value, message });

  if (answers.environment !== environment.id) {
    add(
      'environment',
      answers.environment,
      `must be ${environment.id}, the ID of the environment that is used`,
    );
  }
  if (environment.partition === 'aws-cn') {
    add(
      'environment.partition',
      environment.partition,
      'not yet supported, because endpoint services have other names in aws-cn. Use another partition',
    );
  }
  if (wrong.length === 0) {
    problems.push(
      ...(answers.network === 'new'
        ? newNetworkProblems(environment)
        : existingNetworkProblems(answers, environment)),
      ...domainProblems(answers, environment),
      ...loadBalancerProblems(answers, environment),
    );
  }
  return problems;
}

function asProblem({ path, value, message, fix }: EnvironmentProblem): Problem {
  return { field: path, value, message: `${message}. ${fix}` };
}
