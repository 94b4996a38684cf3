import { Account, LiveResource } from '../account/Account';
import { parseCidr, sizeOf } from '../account/cidr';
import { asFlag, asMap, asTexts } from '../account/values';
import { AwsError } from '../protocol/errors';
import { QueryOperation } from '../protocol/query';
import { TRANSIT_GATEWAY } from '../resources/connectivity';
import { SUBNET, VPC } from '../resources/ec2';
import { FUNCTION } from '../resources/lambda';
import { ipv6BlocksOf } from '../resources/vpcCidrBlock';
import { NETWORK_INTERFACE } from '../resources/vpcEndpoint';
import { describe } from './describe';
import { zoneId } from './zones';

/** EC2 reserves five addresses of each subnet. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const reserved = 5;

/** Account that shares its transit gateways with this one. */
const sharingAccount = '999999999999';

/** Attributes of a VPC by their names in the API: property, and its default in `CreateVpc`. */
const attributes: Record<string, [string, boolean]> = {
  enableDnsSupport: ['EnableDnsSupport', true],
  enableDnsHostnames: ['EnableDnsHostnames', false],
};

/** VPCs and subnets. */
export function networkOperations(
  account: Account,
): Record<string, QueryOperation> {
  const { accountId, partition, region } = account.identity;

  /** A function has a network interface in each of its subnets, as do interface endpoints. */
  const usedAddresses = (subnet: LiveResource) =>
    account
      .list(NETWORK_INTERFACE)
      .filter(one => one.properties.SubnetId === subnet.physicalId).length +
    account
      .list(FUNCTION)
      .filter(one =>
        asTexts(asMap(one.properties.VpcConfig).SubnetIds).includes(
          subnet.physicalId,
        ),
      ).length;

  return {
    DescribeVpcs: describe(
      'vpcSet',
      () => account.list(VPC),
      { 'vpc-id': one => [one.physicalId] },
      ({ physicalId, attributes: { CidrBlock } }) => ({
        vpcId: physicalId,
        ownerId: accountId,
        state: 'available',
        cidrBlock: String(CidrBlock),
        cidrBlockAssociationSet: [
          {
            cidrBlock: String(CidrBlock),
            cidrBlockState: { state: 'associated' },
          },
        ],
        ipv6CidrBlockAssociationSet: ipv6BlocksOf(account, physicalId).map(
          one => ({
            associationId: one.physicalId,
            ipv6CidrBlock: String(one.attributes.Ipv6CidrBlock),
            ipv6CidrBlockState: { state: 'associated' },
            networkBorderGroup: region,
            ipv6Pool: 'Amazon',
            ipv6AddressAttribute: 'public',
            ipSource: 'amazon',
          }),
        ),
        instanceTenancy: 'default',
        isDefault: false,
      }),
    ),
    DescribeVpcAttribute: {
      parameters: ['VpcId', 'Attribute'],
      run(parameters) {
        const vpcId = parameters.required('VpcId');
        const attribute = parameters.required('Attribute');
        const found = account.find(VPC, vpcId);
        if (!found) {
          throw new AwsError(
            'InvalidVpcID.NotFound',
            `The vpc ID '${vpcId}' does not exist`,
          );
        }
        if (!Object.hasOwn(attributes, attribute)) {
          throw new AwsError(
            'InvalidParameterValue',
            `Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`,
          );
        }
        const [property, otherwise] = attributes[attribute];
        const value = asFlag(found.properties[property]) ?? otherwise;
        return { vpcId, [attribute]: { value } };
      },
    },
    DescribeTransitGateways: describe(
      'transitGatewaySet',
      () => account.list(TRANSIT_GATEWAY),
      { 'transit-gateway-id': one => [one.physicalId] },
      ({ physicalId }) => ({
        transitGatewayId: physicalId,
        transitGatewayArn: `arn:${partition}:ec2:${region}:${sharingAccount}:transit-gateway/${physicalId}`,
        ownerId: sharingAccount,
        state: 'available',
      }),
    ),
    DescribeSubnets: describe(
      'subnetSet',
      () => account.list(SUBNET),
      {
        'subnet-id': one => [one.physicalId],
        'vpc-id': one => [String(one.attributes.VpcId)],
      },
      subnet => {
        const { CidrBlock, VpcId, AvailabilityZone } = subnet.attributes;
        return {
          subnetId: subnet.physicalId,
          vpcId: String(VpcId),
          ownerId: accountId,
          state: 'available',
          cidrBlock: String(CidrBlock),
          availabilityZone: String(AvailabilityZone),
          availabilityZoneId: zoneId(String(AvailabilityZone)),
          availableIpAddressCount: Math.max(
            0,
            sizeOf(parseCidr(String(CidrBlock)).prefix) -
              reserved -
              usedAddresses(subnet),
          ),
          mapPublicIpOnLaunch:
            asFlag(subnet.properties.MapPublicIpOnLaunch) ?? false,
          assignIpv6AddressOnCreation: false,
          ipv6CidrBlockAssociationSet: asTexts(
            subnet.attributes.Ipv6CidrBlocks,
          ).map(ipv6CidrBlock => ({
            ipv6CidrBlock,
            ipv6CidrBlockState: { state: 'associated' },
          })),
        };
      },
    ),
  };
}
