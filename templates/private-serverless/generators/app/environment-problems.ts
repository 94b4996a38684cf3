import {
  checkEnvironment,
  type EnvironmentProblem,
} from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import type { Environment, NewNetwork } from './environment.ts';
import type { Problem } from './problems.ts';

/** Connections of a new network that this version cannot create. Without them, nobody could reach the VPC. */
const unsupportedConnections = [
  'ipamPoolId',
  'transitGatewayId',
  'resolverRuleIds',
  'associateZoneVpcIds',
] as const satisfies Array<keyof NewNetwork>;

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
      'missing, so a service cannot have its own network. Choose another environment, or add cidrs such as 10.64.0.0/20',
    );
    return problems;
  }
  for (const connection of unsupportedConnections) {
    const value = network[connection];
    if (value?.length) {
      add(`.${connection}`, value, 'not yet supported. Remove it');
    }
  }
  const prefixList = network.prefixListIds?.dynamodb;
  if (answers.data.includes('dynamodb') && !prefixList) {
    add(
      '.prefixListIds.dynamodb',
      prefixList,
      'data dynamodb requires the ID of the managed prefix list com.amazonaws.<region>.dynamodb, such as pl-6ea54007 (aws ec2 describe-managed-prefix-lists)',
    );
  }
  return problems;
}
