import {
  checkEnvironment,
  type EnvironmentProblem,
} from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import type { Environment, NewNetwork } from './environment.ts';
import type { Problem } from './problems.ts';

/** Connections of a new network that this version can't make. A VPC without the configured connection would be cut off. */
const unsupportedConnections = [
  'ipamPoolId',
  'transitGatewayId',
  'resolverRuleIds',
  'associateZoneVpcIds',
] as const satisfies Array<keyof NewNetwork>;

/** What keeps an environment from hosting a service with these answers. */
export function environmentProblems(
  answers: Answers,
  environment: Environment,
): Problem[] {
  // Backstage and the CLI have checked it; what anybody else passes is checked here.
  const { problems: wrong } = checkEnvironment(environment, 'environment');
  const problems = wrong.map(asProblem);
  const add = (field: string, value: unknown, message: string) =>
    problems.push({ field, value, message });

  if (answers.environment !== environment.id) {
    add(
      'environment',
      answers.environment,
      `the environment at hand is ${environment.id}`,
    );
  }
  if (environment.partition === 'aws-cn') {
    add(
      'environment.partition',
      environment.partition,
      'not yet supported: endpoint services have other names in aws-cn',
    );
  }
  if (answers.network === 'new' && wrong.length === 0) {
    problems.push(...newNetworkProblems(answers, environment.network?.new));
  }
  return problems;
}

function asProblem({ path, value, message, fix }: EnvironmentProblem): Problem {
  return { field: path, value, message: `${message}. ${fix}` };
}

function newNetworkProblems(
  answers: Answers,
  network: NewNetwork | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, value: unknown, message: string) =>
    problems.push({
      field: `environment.network.new${field}`,
      value,
      message,
    });

  if (!network) {
    add(
      '',
      undefined,
      'no service can get a network of its own here: choose another environment, or add cidrs such as 10.64.0.0/20',
    );
    return problems;
  }
  for (const connection of unsupportedConnections) {
    const value = network[connection];
    if (value?.length) {
      add(`.${connection}`, value, 'not yet supported: leave it out');
    }
  }
  const prefixList = network.prefixListIds?.dynamodb;
  if (answers.data.includes('dynamodb') && !prefixList) {
    add(
      '.prefixListIds.dynamodb',
      prefixList,
      'data dynamodb needs the id of the managed prefix list com.amazonaws.<region>.dynamodb, such as pl-6ea54007 (aws ec2 describe-managed-prefix-lists)',
    );
  }
  return problems;
}
