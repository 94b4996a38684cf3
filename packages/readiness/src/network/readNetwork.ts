import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
  type Vpc,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type { Environment } from '@private-serverless/environment';
import type { CheckContext } from '../session/context';
import type { Read } from '../session/Reader';

/** The existing network of an environment. */
export type ExistingNetwork = NonNullable<Environment['network']['existing']>;

/** What EC2 says about a network, each part as its call returned it. */
export type NetworkReads = {
  /** None if the VPC does not exist. */
  vpcs: Read<Vpc[]>;
  dnsSupport: Read<boolean>;
  dnsHostnames: Read<boolean>;
  /** Those that exist of the environment's subnets, also in other VPCs. */
  subnets: Read<Subnet[]>;
  /** All of the VPC. */
  routeTables: Read<RouteTable[]>;
  /** All of the VPC. */
  endpoints: Read<VpcEndpoint[]>;
  /** Those of the endpoints, and those that the environment names. */
  groups: Read<SecurityGroup[]>;
};

/** Describes a network, with one call for each kind of resource. */
export async function readNetwork(
  { clients: { ec2 }, reader }: CheckContext,
  network: ExistingNetwork,
): Promise<NetworkReads> {
  const { vpcId, subnetIds, endpointSecurityGroupIds = [] } = network;
  // A filter, unlike a list of IDs, does not fail for an ID that does not exist.
  const ofVpc = [{ Name: 'vpc-id', Values: [vpcId] }];
  const attribute = (
    Attribute: 'enableDnsSupport' | 'enableDnsHostnames',
    member: 'EnableDnsSupport' | 'EnableDnsHostnames',
  ) =>
    reader.read('ec2:DescribeVpcAttribute', async () => {
      const found = await ec2.send(
        new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }),
      );
      return found[member]?.Value ?? false;
    });
  const endpointsAndGroups = async () => {
    const endpoints = await reader.readAll(
      'ec2:DescribeVpcEndpoints',
      NextToken =>
        ec2.send(
          new DescribeVpcEndpointsCommand({ Filters: ofVpc, NextToken }),
        ),
      page => page.VpcEndpoints,
    );
    const ids = new Set(endpointSecurityGroupIds);
    for (const { Groups = [] } of endpoints.value ?? []) {
      for (const { GroupId } of Groups) if (GroupId) ids.add(GroupId);
    }
    const groups: Read<SecurityGroup[]> = await reader.readByIds(
      'ec2:DescribeSecurityGroups',
      [...ids],
      (Values, NextToken) =>
        ec2.send(
          new DescribeSecurityGroupsCommand({
            Filters: [{ Name: 'group-id', Values }],
            NextToken,
          }),
        ),
      page => page.SecurityGroups,
    );
    // Without the endpoints, the list of their groups would not be complete.
    return {
      endpoints,
      groups: endpoints.problem ? { problem: endpoints.problem } : groups,
    };
  };
  const [vpcs, dnsSupport, dnsHostnames, subnets, routeTables, rest] =
    await Promise.all([
      reader.readAll(
        'ec2:DescribeVpcs',
        NextToken =>
          ec2.send(new DescribeVpcsCommand({ Filters: ofVpc, NextToken })),
        page => page.Vpcs,
      ),
      attribute('enableDnsSupport', 'EnableDnsSupport'),
      attribute('enableDnsHostnames', 'EnableDnsHostnames'),
      reader.readByIds(
        'ec2:DescribeSubnets',
        subnetIds,
        (Values, NextToken) =>
          ec2.send(
            new DescribeSubnetsCommand({
              Filters: [{ Name: 'subnet-id', Values }],
              NextToken,
            }),
          ),
        page => page.Subnets,
      ),
      reader.readAll(
        'ec2:DescribeRouteTables',
        NextToken =>
          ec2.send(
            new DescribeRouteTablesCommand({ Filters: ofVpc, NextToken }),
          ),
        page => page.RouteTables,
      ),
      endpointsAndGroups(),
    ]);
  return { vpcs, dnsSupport, dnsHostnames, subnets, routeTables, ...rest };
}
