import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { rangesOfNetwork, uncovered } from './ranges';
import type { ExistingNetwork, NetworkReads } from './readNetwork';

/** The route table of a subnet: its own, otherwise the main one of the VPC. */
export function tableOf(
  tables: RouteTable[],
  subnetId: string,
): RouteTable | undefined {
  const having = (
    fits: (one: { SubnetId?: string; Main?: boolean }) => boolean,
  ) => tables.find(({ Associations = [] }) => Associations.some(fits));
  return having(one => one.SubnetId === subnetId) ?? having(one => !!one.Main);
}

/** ID of what a route leads to. */
export function targetOf(route: Route): string {
  return (
    route.GatewayId ??
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.EgressOnlyInternetGatewayId ??
    route.VpcPeeringConnectionId ??
    route.NetworkInterfaceId ??
    route.InstanceId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn ??
    'unknown'
  );
}

/** Range or prefix list of a route. */
export function destinationOf(route: Route): string {
  return (
    route.DestinationCidrBlock ??
    route.DestinationIpv6CidrBlock ??
    route.DestinationPrefixListId ??
    'unknown'
  );
}

/** Checks that the route tables are of this VPC, and that none of them leads to the internet. The proof of a service would find it. */
export function checkRoutes(
  { routeTableIds, subnetIds, vpcId }: ExistingNetwork,
  { routeTables, vpcs }: NetworkReads,
): Check[] {
  if (routeTables.problem) {
    const subject = routeTableIds.join(', ') || vpcId;
    return [unknown('routes', subject, routeTables.problem)];
  }
  const tables = routeTables.value;
  const byId = (id: string) =>
    tables.find(({ RouteTableId }) => RouteTableId === id);
  const absent = routeTableIds.filter(id => !byId(id));
  const used = new Set(
    [
      ...routeTableIds.map(byId),
      ...subnetIds.map(id => tableOf(tables, id)),
    ].filter((table): table is RouteTable => table !== undefined),
  );
  return [
    ...(absent.length > 0
      ? [
          missing('routes', absent.join(', '), {
            expected: `route tables of ${vpcId}`,
            fix: 'Correct network.existing.routeTableIds.',
          }),
        ]
      : []),
    ...checkInternet([...used], rangesOfNetwork(vpcs.value ?? [])),
  ];
}

function checkInternet(tables: RouteTable[], ranges: string[]): Check[] {
  const leading = tables.flatMap(({ RouteTableId, Routes = [] }) =>
    Routes.filter(route => leadsToInternet(route, ranges)).map(route =>
      wrong('routes.internet', RouteTableId!, {
        found: `${destinationOf(route)} to ${targetOf(route)}`,
        expected: 'no route to the internet',
        fix: 'Remove the route, or use subnets with another route table.',
      }),
    ),
  );
  if (leading.length > 0) return leading;
  const ids = tables.map(({ RouteTableId }) => RouteTableId).join(', ');
  return [ok('routes.internet', ids, 'no route to the internet')];
}

/** As in the privacy rules PS01, PS02 and PS04. The ranges of prefix lists are not read here. */
function leadsToInternet(route: Route, ranges: string[]): boolean {
  const target = targetOf(route);
  if (/^(igw|eigw|nat|cagw)-/.test(target)) return true;
  const destination = destinationOf(route);
  return (
    /^(lgw|i|eni)-/.test(target) &&
    destination.includes('/') &&
    uncovered([destination], ranges).length > 0
  );
}
