import { Account, LiveResource, Properties } from '../account/Account';
import {
  containsCidr,
  ipv4ToNumber,
  numberToIpv4,
  parseCidr,
  sizeOf,
} from '../account/cidr';
import { ec2Id } from '../protocol/ids';
import { HandlerError, ResourceContext } from './contract';
import { SUBNET } from './ec2';
import { requireResource } from './lookup';
import { reservedRanges } from './subnetReservation';

/** Interface endpoints and load balancers create one per subnet. Templates cannot declare this type. */
export const NETWORK_INTERFACE = 'AWS::EC2::NetworkInterface';

/** EC2 reserves the first four addresses of a subnet and the last one. */
const reserved = 4;

/**
 * Finds the subnet of a property.
 *
 * @throws HandlerError with EC2's message
 */
export function requireSubnet(account: Account, id: string): LiveResource {
  return requireResource(
    account,
    SUBNET,
    id,
    `The subnet ID '${id}' does not exist`,
  );
}

/** Where an interface belongs: the stack and resource that created it. */
type Place = Pick<
  ResourceContext,
  'account' | 'stackId' | 'stackName' | 'logicalId'
>;

/** The IPv6 address for an offset in a subnet. */
type Ipv6Of = (subnet: LiveResource, offset: number) => string | undefined;

const noIpv6: Ipv6Of = () => undefined;

/**
 * Creates a network interface in a subnet, with the first free address outside of the subnet's CIDR reservations.
 *
 * @param properties - properties besides those of the subnet and the address
 * @param ipv6Of - @defaultValue no IPv6 address
 * @returns its ID
 * @throws HandlerError if the subnet does not exist or has no free address
 */
export function addInterface(
  place: Place,
  subnetId: string,
  properties: Properties,
  ipv6Of: Ipv6Of = noIpv6,
): string {
  const { account } = place;
  const subnet = requireSubnet(account, subnetId);
  const { first, prefix } = parseCidr(String(subnet.attributes.CidrBlock));
  const used = usedAddresses(account);
  const ranges = reservedRanges(account, subnetId);
  for (let offset = reserved; offset < sizeOf(prefix) - 1; offset++) {
    const address = numberToIpv4(first + offset);
    const isReserved = ranges.some(range =>
      containsCidr(range, `${address}/32`),
    );
    if (used.has(address) || isReserved) continue;
    return add(place, subnet, address, properties, ipv6Of(subnet, offset));
  }
  throw new HandlerError(
    `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  );
}

/**
 * Creates a network interface with a given address, which a CIDR reservation may contain.
 *
 * @returns its ID
 * @throws HandlerError if the subnet does not exist, or the address is not in it, in use or one that EC2 reserves
 */
export function addInterfaceAt(
  place: Place,
  subnetId: string,
  address: string,
  properties: Properties,
): string {
  const { account } = place;
  const subnet = requireSubnet(account, subnetId);
  const { first, prefix } = parseCidr(String(subnet.attributes.CidrBlock));
  const offset = ipv4ToNumber(address) - first;
  if (offset < 0 || offset >= sizeOf(prefix)) {
    throw new HandlerError(
      `Address ${address} does not fall within the subnet's address range`,
    );
  }
  if (offset < reserved || offset === sizeOf(prefix) - 1) {
    throw new HandlerError(
      `Address ${address} is in subnet's reserved address range`,
    );
  }
  if (usedAddresses(account).has(address)) {
    throw new HandlerError(`Address ${address} is in use.`, 'AlreadyExists');
  }
  return add(place, subnet, address, properties, undefined);
}

/** Those of all VPCs, because the tunnel identifies interfaces by address only, and stacks may have the same CIDR. */
function usedAddresses(account: Account): Set<unknown> {
  return new Set(
    account.list(NETWORK_INTERFACE).map(one => one.properties.PrivateIpAddress),
  );
}

function add(
  { account, logicalId, stackId, stackName }: Place,
  subnet: LiveResource,
  address: string,
  properties: Properties,
  ipv6Address: string | undefined,
): string {
  const id = ec2Id('eni');
  account.add({
    type: NETWORK_INTERFACE,
    physicalId: id,
    properties: {
      PrivateIpAddress: address,
      ...(ipv6Address ? { Ipv6Address: ipv6Address } : {}),
      SubnetId: subnet.physicalId,
      VpcId: subnet.attributes.VpcId,
      AvailabilityZone: subnet.attributes.AvailabilityZone,
      ...properties,
    },
    attributes: {},
    stackId,
    stackName,
    logicalId,
  });
  return id;
}
