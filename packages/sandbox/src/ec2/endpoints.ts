import { Account, LiveResource } from '../account/Account';
import { asFlag, asText, asTexts } from '../account/values';
import { AwsError } from '../protocol/errors';
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
      {
        'service-name': one => [String(one.properties.ServiceName)],
        'vpc-endpoint-id': one => [one.physicalId],
        'vpc-endpoint-type': one => [kindOf(one)],
        'vpc-id': one => [String(one.properties.VpcId)],
      },
      endpoint => ({
        vpcEndpointId: endpoint.physicalId,
        vpcEndpointType: kindOf(endpoint),
        vpcId: String(endpoint.properties.VpcId),
        serviceName: String(endpoint.properties.ServiceName),
        ownerId: account.identity.accountId,
        state: 'available',
        policyDocument: JSON.stringify(
          endpoint.properties.PolicyDocument ?? fullAccess,
        ),
        ipAddressType: asText(endpoint.properties.IpAddressType) ?? 'ipv4',
        privateDnsEnabled:
          asFlag(endpoint.properties.PrivateDnsEnabled) ?? false,
        routeTableIdSet: asTexts(endpoint.properties.RouteTableIds),
        subnetIdSet: asTexts(endpoint.properties.SubnetIds),
        groupSet: asTexts(endpoint.properties.SecurityGroupIds).map(
          groupId => ({
            groupId,
            groupName: groupId,
          }),
        ),
        networkInterfaceIdSet: asTexts(endpoint.attributes.NetworkInterfaceIds),
        dnsEntrySet: asTexts(endpoint.attributes.DnsEntries).map(entry => {
          const [hostedZoneId, dnsName] = entry.split(':');
          return { dnsName, hostedZoneId };
        }),
      }),
      {
        parameter: 'VpcEndpointId',
        idOf: one => one.physicalId,
        notFound: id =>
          new AwsError(
            'InvalidVpcEndpointId.NotFound',
            `The Vpc Endpoint Id '${id}' does not exist`,
          ),
      },
    ),
  };
}

function kindOf({ properties }: LiveResource): string {
  return asText(properties.VpcEndpointType) ?? 'Gateway';
}
