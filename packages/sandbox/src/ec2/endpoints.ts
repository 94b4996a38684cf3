import { Account } from '../account/Account';
import { asFlag, asText, asTexts } from '../account/values';
import { QueryOperation } from '../protocol/query';
import { VPC_ENDPOINT } from '../resources/vpcEndpoint';
import { describe } from './describe';

/** The policy of an endpoint that was created without one. */
const fullAccess = {
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/** VPC endpoints. */
export function endpointOperations(
  account: Account,
): Record<string, QueryOperation> {
  return {
    DescribeVpcEndpoints: describe(
      'vpcEndpointSet',
      () => account.list(VPC_ENDPOINT),
      { 'vpc-id': one => [String(one.properties.VpcId)] },
      ({ physicalId, properties, attributes }) => ({
        vpcEndpointId: physicalId,
        vpcEndpointType: asText(properties.VpcEndpointType) ?? 'Gateway',
        vpcId: String(properties.VpcId),
        serviceName: String(properties.ServiceName),
        ownerId: account.identity.accountId,
        state: 'available',
        policyDocument: JSON.stringify(properties.PolicyDocument ?? fullAccess),
        ipAddressType: asText(properties.IpAddressType) ?? 'ipv4',
        privateDnsEnabled: asFlag(properties.PrivateDnsEnabled) ?? false,
        routeTableIdSet: asTexts(properties.RouteTableIds),
        subnetIdSet: asTexts(properties.SubnetIds),
        groupSet: asTexts(properties.SecurityGroupIds).map(groupId => ({
          groupId,
          groupName: groupId,
        })),
        networkInterfaceIdSet: asTexts(attributes.NetworkInterfaceIds),
        dnsEntrySet: asTexts(attributes.DnsEntries).map(entry => {
          const [hostedZoneId, dnsName] = entry.split(':');
          return { dnsName, hostedZoneId };
        }),
      }),
    ),
  };
}
