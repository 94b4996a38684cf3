import type { SecurityGroup, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { ReadinessOptions } from './checkReadiness';
import { readAddresses } from './network/addresses';
import { readPrefixLists, readRanges } from './network/prefixLists';
import { type NetworkReads, readNetwork } from './network/readNetwork';
import { destinationOf, tableOf, targetOf } from './network/routes';
import type { CheckContext } from './session/context';
import { Reader } from './session/Reader';
import type { NetworkFacts } from './types';

/**
 * Describes the existing network of an environment, for rules about resources that a template only names. What a refused
 * or failed call should have returned is absent.
 *
 * @throws Error if the environment has no existing network
 * @public
 */
export async function readNetworkFacts({
  environment,
  clients,
  clock = () => new Date(),
}: ReadinessOptions): Promise<NetworkFacts> {
  const { accountId, id, network, region } = environment;
  if (!network.existing) {
    throw new Error(
      `network.existing: environment ${id} has none, so there is no network to describe.`,
    );
  }
  const now = clock();
  const context = { environment, clients, reader: new Reader(), now };
  const [reads, prefixLists] = await Promise.all([
    readNetwork(context, network.existing),
    prefixListFacts(context),
  ]);
  const addresses = await readAddresses(context, reads);
  return {
    version: 1,
    environment: id,
    accountId,
    region,
    at: now.toISOString(),
    ...vpcFacts(reads),
    ...subnetFacts(reads),
    ...(reads.routeTables.value && {
      routeTables: reads.routeTables.value.map(
        ({ RouteTableId, Routes = [] }) => ({
          id: RouteTableId!,
          routes: Routes.map(route => ({
            destination: destinationOf(route),
            target: targetOf(route),
          })),
        }),
      ),
    }),
    ...(reads.endpoints.value && {
      endpoints: reads.endpoints.value.flatMap(endpoint =>
        endpointFacts(endpoint, addresses.value),
      ),
    }),
    ...(reads.groups.value && {
      securityGroups: reads.groups.value.map(groupFacts),
    }),
    ...(prefixLists && { prefixLists }),
    resolved: {},
  };
}

function vpcFacts(reads: NetworkReads): Pick<NetworkFacts, 'vpc'> {
  const [vpc] = reads.vpcs.value ?? [];
  if (!vpc) return {};
  const { value: dnsSupport } = reads.dnsSupport;
  const { value: dnsHostnames } = reads.dnsHostnames;
  return {
    vpc: {
      id: vpc.VpcId!,
      cidrs: (vpc.CidrBlockAssociationSet ?? []).map(one => one.CidrBlock!),
      ipv6Cidrs: (vpc.Ipv6CidrBlockAssociationSet ?? []).map(
        one => one.Ipv6CidrBlock!,
      ),
      ...(dnsSupport === undefined ? {} : { dnsSupport }),
      ...(dnsHostnames === undefined ? {} : { dnsHostnames }),
    },
  };
}

function subnetFacts({
  routeTables,
  subnets,
  vpcs,
}: NetworkReads): Pick<NetworkFacts, 'subnets'> {
  // A subnet of another VPC is not part of this network.
  const vpcId = vpcs.value?.[0]?.VpcId;
  if (!subnets.value || !vpcId) return {};
  return {
    subnets: subnets.value
      .filter(({ VpcId }) => VpcId === vpcId)
      .map(subnet => {
        const [ipv6] = subnet.Ipv6CidrBlockAssociationSet ?? [];
        const table = tableOf(routeTables.value ?? [], subnet.SubnetId!);
        return {
          id: subnet.SubnetId!,
          availabilityZoneId: subnet.AvailabilityZoneId!,
          cidr: subnet.CidrBlock!,
          ...(ipv6?.Ipv6CidrBlock ? { ipv6Cidr: ipv6.Ipv6CidrBlock } : {}),
          ...(table ? { routeTableId: table.RouteTableId! } : {}),
          mapsPublicAddresses: subnet.MapPublicIpOnLaunch ?? false,
          freeAddresses: subnet.AvailableIpAddressCount ?? 0,
        };
      }),
  };
}

/** Other types of endpoints have no policy, and are no path to a service of AWS. */
function endpointFacts(
  endpoint: VpcEndpoint,
  addresses: Map<string, string[]> | undefined,
): NonNullable<NetworkFacts['endpoints']> {
  const type = endpoint.VpcEndpointType;
  if (type !== 'Interface' && type !== 'Gateway') return [];
  return [
    {
      id: endpoint.VpcEndpointId!,
      service: endpoint.ServiceName!,
      type,
      privateDns: endpoint.PrivateDnsEnabled ?? false,
      subnetIds: endpoint.SubnetIds ?? [],
      routeTableIds: endpoint.RouteTableIds ?? [],
      securityGroupIds: (endpoint.Groups ?? []).map(({ GroupId }) => GroupId!),
      ...(addresses && {
        addresses: (endpoint.NetworkInterfaceIds ?? []).flatMap(
          one => addresses.get(one) ?? [],
        ),
      }),
      policy: endpoint.PolicyDocument
        ? JSON.parse(endpoint.PolicyDocument)
        : undefined,
    },
  ];
}

function groupFacts(group: SecurityGroup) {
  return {
    id: group.GroupId!,
    ingress: group.IpPermissions ?? [],
    egress: group.IpPermissionsEgress ?? [],
  };
}

async function prefixListFacts(
  context: CheckContext,
): Promise<NetworkFacts['prefixLists']> {
  const { value: lists } = await readPrefixLists(context);
  if (!lists) return undefined;
  const entries = Object.entries(lists).map(async ([service, id]) => {
    const { value: cidrs } = await readRanges(context, id);
    return [service, { id, ...(cidrs && { cidrs }) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
