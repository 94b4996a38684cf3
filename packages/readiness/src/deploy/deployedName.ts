import type { Environment } from '@private-serverless/environment';
import type { ServiceNeeds } from '../neededBy';
import { wrong } from '../session/results';
import type { Check } from '../types';

/**
 * A deployed service keeps the kind of its entry: CloudFormation creates the record and the domain of the new entry before it
 * deletes those of the old one, and both have the same name.
 */
export function checkSameEntry(
  host: string,
  entry: ServiceNeeds['entry'],
  outputs: Record<string, string>,
): Check[] {
  const deployed = deployedEntry(outputs);
  return deployed === entry
    ? []
    : [
        wrong('name.entry', host, {
          found: `entry ${deployed} in the deployed stack`,
          expected: `entry ${entry}, which would have the same name`,
          fix: `Destroy the service first and deploy it again, which interrupts it, or give the service with entry ${entry} another name.`,
        }),
      ];
}

/** A load balancer stays in its VPC, so an update that gives it subnets of another one fails. */
export function checkSameNetwork(
  host: string,
  {
    network,
    parameters,
  }: {
    network?: ServiceNeeds['network'];
    parameters?: Record<string, string>;
  },
  { LoadBalancerArn: balancer, VpcId: deployed }: Record<string, string>,
  environment: Environment,
): Check[] {
  const existing = parameters?.VpcId ?? environment.network.existing?.vpcId;
  if (!network || !balancer || !deployed || !existing) return [];
  if ((network === 'existing') === (deployed === existing)) return [];
  return [
    wrong('name.network', host, {
      found: `a load balancer in ${deployed}, with the deployed stack`,
      expected:
        network === 'existing'
          ? `one in ${existing}, the existing network`
          : 'one in a new network',
      fix: 'Destroy the service first and deploy it again, which interrupts it, or generate it with the network that it has: a load balancer cannot move to another VPC.',
    }),
  ];
}

/** The entry of a stack with a name, from its outputs. */
function deployedEntry(outputs: Record<string, string>): ServiceNeeds['entry'] {
  if (!outputs.LoadBalancerArn) return 'custom-domain';
  return outputs.RestApiId ? 'alb' : 'alb-lambda';
}
