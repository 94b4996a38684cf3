import { Account, LiveResource } from '../account/Account';
import { asTexts } from '../account/values';
import { QueryOperation } from '../protocol/query';
import { XmlValue } from '../protocol/xml';
import { ROUTE } from '../resources/connectivity';
import { ROUTE_TABLE, VPC } from '../resources/ec2';
import { VPC_ENDPOINT } from '../resources/vpcEndpoint';
import { describe } from './describe';
import { prefixListOf } from './prefixLists';

/** A route table: of a stack, or the main one of a VPC. */
type Table = { id: string; vpc: LiveResource; isMain: boolean };

const targets: Record<string, string> = {
  GatewayId: 'gatewayId',
  NatGatewayId: 'natGatewayId',
  TransitGatewayId: 'transitGatewayId',
  NetworkInterfaceId: 'networkInterfaceId',
};

/** Route tables. Each VPC has a main one, for subnets without an association. */
export function routeOperations(
  account: Account,
): Record<string, QueryOperation> {
  const tables = (): Table[] => [
    ...account.list(VPC).map(vpc => ({
      id: vpc.physicalId.replace(/^vpc-/, 'rtb-'),
      vpc,
      isMain: true,
    })),
    ...account.list(ROUTE_TABLE).flatMap(table => {
      const vpc = account.find(VPC, table.properties.VpcId);
      return vpc ? [{ id: table.physicalId, vpc, isMain: false }] : [];
    }),
  ];
  const routesOf = ({ id, vpc }: Table): XmlValue[] => [
    {
      destinationCidrBlock: String(vpc.attributes.CidrBlock),
      gatewayId: 'local',
      origin: 'CreateRouteTable',
      state: 'active',
    },
    ...account
      .list(ROUTE)
      .filter(one => one.properties.RouteTableId === id)
      .map(({ properties }) => ({
        destinationCidrBlock: String(properties.DestinationCidrBlock),
        ...Object.fromEntries(
          Object.entries(targets)
            .filter(([property]) => properties[property] !== undefined)
            .map(([property, field]) => [field, String(properties[property])]),
        ),
        origin: 'CreateRoute',
        state: 'active',
      })),
    ...account
      .list(VPC_ENDPOINT)
      .filter(one => asTexts(one.properties.RouteTableIds).includes(id))
      .map(one => ({
        destinationPrefixListId: prefixListOf(one),
        gatewayId: one.physicalId,
        origin: 'CreateRoute',
        state: 'active',
      })),
  ];
  const associationsOf = ({ id, isMain }: Table): XmlValue[] =>
    isMain
      ? [
          {
            routeTableAssociationId: id.replace(/^rtb-/, 'rtbassoc-'),
            routeTableId: id,
            main: true,
          },
        ]
      : account
          .list('AWS::EC2::SubnetRouteTableAssociation')
          .filter(one => one.properties.RouteTableId === id)
          .map(({ physicalId, properties }) => ({
            routeTableAssociationId: physicalId,
            routeTableId: id,
            subnetId: String(properties.SubnetId),
            main: false,
          }));
  return {
    DescribeRouteTables: describe<Table>(
      'routeTableSet',
      tables,
      { 'vpc-id': one => [one.vpc.physicalId] },
      table => ({
        routeTableId: table.id,
        vpcId: table.vpc.physicalId,
        ownerId: account.identity.accountId,
        routeSet: routesOf(table),
        associationSet: associationsOf(table),
      }),
    ),
  };
}
