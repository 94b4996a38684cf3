import { BlockList } from 'node:net';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { VpcRanges } from '@private-serverless/readiness';
import type { OwnedResource, Outputs } from './endpoint';

/** The VPC in which a bound stack runs, and who created it. */
export type StackVpc = { id: string; isOfStack: boolean };

/**
 * The VPC of the output `VpcId`, if the stack contains it, or if it is the existing VPC of the environment. The output alone
 * proves nothing: with the id of any other VPC, a stack could let probes into that network.
 *
 * @returns undefined for any other VPC, and without the output
 */
export function stackVpc(
  { VpcId: id }: Outputs,
  resources: readonly OwnedResource[],
  { network }: Environment,
): StackVpc | undefined {
  if (!id) return undefined;
  if (id === network.existing?.vpcId) return { id, isOfStack: false };
  const isOfStack = resources.some(
    ({ type, physicalId }) => type === 'AWS::EC2::VPC' && physicalId === id,
  );
  return isOfStack ? { id, isOfStack } : undefined;
}

/**
 * The ranges of a VPC that prove that an address is in it. The author of a stack chooses the IPv4 ranges of its VPC, also
 * public ones of somebody else, so they count only if they are among those that the environment has for new VPCs.
 */
export function provenCidrs(
  { cidrs, ipv6Cidrs }: VpcRanges,
  { isOfStack }: StackVpc,
  { network }: Environment,
): string[] {
  if (!isOfStack) return [...cidrs, ...ipv6Cidrs.map(({ cidr }) => cidr)];
  const configured = network.new?.cidrs ?? [];
  return [
    ...cidrs.filter(cidr => configured.some(outer => contains(outer, cidr))),
    ...ipv6Cidrs.flatMap(({ cidr, isAllocated }) =>
      isAllocated ? [cidr] : [],
    ),
  ];
}

/** Whether one IPv4 range contains another one. */
function contains(outer: string, inner: string): boolean {
  const [network, bits] = outer.split('/');
  const [address, innerBits] = inner.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(bits), 'ipv4');
  return Number(innerBits) >= Number(bits) && list.check(address, 'ipv4');
}
