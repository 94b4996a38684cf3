import type { Answers } from './answers.ts';
import { isCidr, isIpv6Cidr, prefixLength } from './cidr.ts';
import type { Environment, NewNetwork } from './environment.ts';
import type { Problem } from './problems.ts';

/** AWS allows VPCs of /16 to /28; three subnets of 16 addresses need a /26. */
const vpcPrefix = { min: 16, max: 26 };

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
  const problems: Problem[] = [];
  const add = (field: string, value: unknown, message: string) =>
    problems.push({ field, value, message });

  if (answers.environment !== environment.id) {
    add(
      'environment',
      answers.environment,
      `the environment at hand is ${environment.id}`,
    );
  }
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(environment.id)) {
    add(
      'environment.id',
      environment.id,
      'it becomes part of stack and file names: use lower-case letters, digits and hyphens',
    );
  }
  if ((environment.partition ?? 'aws') === 'aws-cn') {
    add(
      'environment.partition',
      environment.partition,
      'not yet supported: endpoint services have other names in aws-cn',
    );
  }
  if (!environment.corporateCidrs?.length) {
    add(
      'environment.corporateCidrs',
      environment.corporateCidrs,
      'name the corporate networks that may call, such as 10.0.0.0/8; without any nobody could',
    );
  }
  environment.corporateCidrs?.forEach((cidr, index) => {
    if (!isCidr(cidr)) {
      add(
        `environment.corporateCidrs[${index}]`,
        cidr,
        'must be an address range such as 10.0.0.0/8',
      );
    }
  });
  if (answers.network === 'new') {
    problems.push(...newNetworkProblems(answers, environment.network?.new));
  }
  return problems;
}

function newNetworkProblems(
  answers: Answers,
  network: NewNetwork | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, value: unknown, message: string) =>
    problems.push({
      field: `environment.network.new.${field}`,
      value,
      message,
    });

  for (const connection of unsupportedConnections) {
    const value = network?.[connection];
    if (value?.length) {
      add(connection, value, 'not yet supported: leave it out');
    }
  }
  const cidr = network?.cidrs?.[0];
  if (
    !cidr ||
    !isCidr(cidr) ||
    isIpv6Cidr(cidr) ||
    prefixLength(cidr) < vpcPrefix.min ||
    prefixLength(cidr) > vpcPrefix.max
  ) {
    add(
      'cidrs[0]',
      cidr,
      `a new network needs an IPv4 range from /${vpcPrefix.min} to /${vpcPrefix.max}, such as 10.64.0.0/20`,
    );
  }
  const prefixList = network?.prefixListIds?.dynamodb;
  if (
    answers.data.includes('dynamodb') &&
    !/^pl-[0-9a-f]+$/.test(prefixList ?? '')
  ) {
    add(
      'prefixListIds.dynamodb',
      prefixList,
      'data dynamodb needs the id of the managed prefix list com.amazonaws.<region>.dynamodb, such as pl-6ea54007 (aws ec2 describe-managed-prefix-lists)',
    );
  }
  return problems;
}
