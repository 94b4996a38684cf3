import { Account, LiveResource } from '../account/Account';
import { asText, asTexts } from '../account/values';
import { AwsError } from '../protocol/errors';
import { QueryOperation } from '../protocol/query';
import { NETWORK_INTERFACE } from '../resources/networkInterfaces';
import { describe } from './describe';

/** The network interfaces of interface endpoints and load balancers. AWS manages all of them. */
export function interfaceOperations(
  account: Account,
): Record<string, QueryOperation> {
  const { accountId } = account.identity;
  const property = (name: string) => (one: LiveResource) =>
    [String(one.properties[name])];
  return {
    DescribeNetworkInterfaces: describe(
      'networkInterfaceSet',
      () => account.list(NETWORK_INTERFACE),
      {
        'addresses.private-ip-address': property('PrivateIpAddress'),
        'availability-zone': property('AvailabilityZone'),
        description: one => [descriptionOf(one)],
        'group-id': one => asTexts(one.properties.GroupSet),
        'interface-type': one => [typeOf(one)],
        'network-interface-id': one => [one.physicalId],
        'private-ip-address': property('PrivateIpAddress'),
        'subnet-id': property('SubnetId'),
        'vpc-id': property('VpcId'),
      },
      one => {
        const { properties } = one;
        const privateIpAddress = String(properties.PrivateIpAddress);
        return {
          networkInterfaceId: one.physicalId,
          subnetId: String(properties.SubnetId),
          vpcId: String(properties.VpcId),
          availabilityZone: String(properties.AvailabilityZone),
          description: descriptionOf(one),
          ownerId: accountId,
          requesterId: asText(properties.RequesterId) ?? accountId,
          requesterManaged: true,
          status: 'in-use',
          interfaceType: typeOf(one),
          privateIpAddress,
          privateIpAddressesSet: [{ privateIpAddress, primary: true }],
          groupSet: asTexts(properties.GroupSet).map(groupId => ({
            groupId,
            groupName: groupId,
          })),
          ipv6AddressesSet: asTexts(properties.Ipv6Address).map(
            ipv6Address => ({ ipv6Address }),
          ),
        };
      },
      {
        parameter: 'NetworkInterfaceId',
        idOf: one => one.physicalId,
        notFound: id =>
          new AwsError(
            'InvalidNetworkInterfaceID.NotFound',
            `The networkInterface ID '${id}' does not exist`,
          ),
      },
    ),
  };
}

function descriptionOf({ properties }: LiveResource): string {
  return (
    asText(properties.Description) ??
    `VPC Endpoint Interface ${properties.VpcEndpointId}`
  );
}

function typeOf({ properties }: LiveResource): string {
  const otherwise =
    properties.VpcEndpointId === undefined ? 'interface' : 'vpc_endpoint';
  return asText(properties.InterfaceType) ?? otherwise;
}
