import { Account, LiveResource, Properties } from '../account/Account';
import { numberToIpv4, parseCidr, sizeOf } from '../account/cidr';
import { ec2Id } from '../protocol/ids';
import { HandlerError, ResourceContext } from './contract';
import { SUBNET } from './ec2';
import { requireResource } from './lookup';

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

/**
 * Creates a network interface in a subnet, with the first free address.
 *
 * @param properties - properties besides those of the subnet and the address
 * @param ipv6Of - the IPv6 address for an offset in the subnet. @defaultValue none
 * @returns its ID
 * @throws HandlerError if the subnet does not exist or has no free address
 */
export function addInterface(
  context: Pick<
    ResourceContext,
    'account' | 'stackId' | 'stackName' | 'logicalId'
  >,
  subnetId: string,
  properties: Properties,
  ipv6Of: (subnet: LiveResource, offset: number) => string | undefined = () =>
    undefined,
): string {
  const { account } = context;
  const subnet = requireSubnet(account, subnetId);
  const { first, prefix } = parseCidr(String(subnet.attributes.CidrBlock));
  // Checks all VPCs, because the tunnel identifies interfaces by address only,
  // and stacks may have the same CIDR.
  const used = new Set(
    account.list(NETWORK_INTERFACE).map(one => one.properties.PrivateIpAddress),
  );
  for (let offset = reserved; offset < sizeOf(prefix) - 1; offset++) {
    const address = numberToIpv4(first + offset);
    if (used.has(address)) continue;
    const ipv6Address = ipv6Of(subnet, offset);
    const id = ec2Id('eni');
    account.add({
      type: NETWORK_INTERFACE,
      physicalId: id,
      properties: {
        PrivateIpAddress: address,
        ...(ipv6Address ? { Ipv6Address: ipv6Address } : {}),
        SubnetId: subnetId,
        VpcId: subnet.attributes.VpcId,
        AvailabilityZone: subnet.attributes.AvailabilityZone,
        ...properties,
      },
      attributes: {},
      stackId: context.stackId,
      stackName: context.stackName,
      logicalId: context.logicalId,
    });
    return id;
  }
  throw new HandlerError(
    `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  );
}
