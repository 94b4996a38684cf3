import { Account, Properties } from '../account/Account';
import { numberToIpv4, overlaps, parseCidr, sizeOf } from '../account/cidr';
import { asNumber, asText, asTexts } from '../account/values';
import { ec2Id } from '../protocol/ids';
import { HandlerError } from './contract';
import { requireResource } from './lookup';

/** A pool of address ranges. Templates cannot declare it here. */
export const IPAM_POOL = 'AWS::EC2::IPAMPool';

/** Type of the resources that use ranges of a pool. The VPC handler depends on this file. */
const vpcType = 'AWS::EC2::VPC';

/**
 * Adds an IPAM pool with its ranges, as a network team provides one.
 *
 * @returns its ID, `ipam-pool-…`
 */
export function addIpamPool(account: Account, cidrs: string[]): string {
  const id = ec2Id('ipam-pool');
  account.add({
    type: IPAM_POOL,
    physicalId: id,
    properties: { Cidrs: cidrs },
    attributes: {},
    stackId: '',
    stackName: '',
    logicalId: '',
  });
  return id;
}

/**
 * Allocates the first free block of a pool for a VPC. The block is free again
 * when the VPC is deleted.
 *
 * @throws HandlerError with EC2's message
 */
export function allocateRange(
  account: Account,
  { Ipv4IpamPoolId, Ipv4NetmaskLength }: Properties,
): string {
  const id = asText(Ipv4IpamPoolId) ?? '';
  const pool = requireResource(
    account,
    IPAM_POOL,
    id,
    `The ipam-pool ID '${id}' does not exist`,
  );
  const length = asNumber(Ipv4NetmaskLength);
  if (length === undefined) {
    throw new HandlerError(
      `sandbox: a VPC with Ipv4IpamPoolId needs Ipv4NetmaskLength`,
    );
  }
  const used = account
    .list(vpcType)
    .filter(({ properties }) => properties.Ipv4IpamPoolId === id)
    .map(({ attributes }) => String(attributes.CidrBlock));
  for (const cidr of asTexts(pool.properties.Cidrs)) {
    const { first, prefix } = parseCidr(cidr);
    const end = first + sizeOf(prefix);
    for (let at = first; at + sizeOf(length) <= end; at += sizeOf(length)) {
      const block = `${numberToIpv4(at)}/${length}`;
      if (!used.some(one => overlaps(one, block))) return block;
    }
  }
  throw new HandlerError(`The allocation size is too big for the pool ${id}.`);
}
