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
 * What to describe.
 * @public
 */
export type FactsOptions = ReadinessOptions & {
  /** Resources that a template uses, in addition to those of the environment. */
  subnetIds?: string[];
  securityGroupIds?: string[];
  prefixListIds?: string[];
};

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
  subnetIds = [],
  securityGroupIds = [],
  prefixListIds = [],
}: FactsOptions): Promise<NetworkFacts> {
  const { accountId, id, network, region } = environment;
  if (!network.existing) {
    throw new Error(
      `network.existing: environment ${id} has none, so there is no network to describe.`,
    );
  }
  const now = clock();
  const context = { environment, clients, reader: new Reader(), now };
  const { existing } = network;
  const reads = await readNetwork(context, {
    ...existing,
    subnetIds: [...new Set([...existing.subnetIds, ...subnetIds])],
    endpointSecurityGroupIds: [
      ...(existing.endpointSecurityGroupIds ?? []),
      ...securityGroupIds,
    ],
  });
  const [addresses, prefixLists] = await Promise.all([
    readAddresses(context, reads),
    prefixListFacts(context, reads, prefixListIds),
  ]);
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
        ({ RouteTableId, Associations = [], Routes = [] }) => ({
          id: RouteTableId!,
          main: Associations.some(({ Main }) => Main),
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
      securityGroups: reads.groups.value
        .filter(({ VpcId }) => VpcId === existing.vpcId)
        .map(groupFacts),
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
      cidrs: (vpc.CidrBlockAssociationSet ?? [])
        .filter(one => isAssociated(one.CidrBlockState))
        .map(one => one.CidrBlock!),
      ipv6Cidrs: (vpc.Ipv6CidrBlockAssociationSet ?? [])
        .filter(one => isAssociated(one.Ipv6CidrBlockState))
        .map(one => one.Ipv6CidrBlock!),
      ...(dnsSupport === undefined ? {} : { dnsSupport }),
      ...(dnsHostnames === undefined ? {} : { dnsHostnames }),
    },
  };
}

/** EC2 also describes ranges that were removed or refused. */
function isAssociated(state: { State?: string } | undefined): boolean {
  return state?.State === 'associated';
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
        const ipv6 = subnet.Ipv6CidrBlockAssociationSet?.find(one =>
          isAssociated(one.Ipv6CidrBlockState),
        );
        const table = tableOf(routeTables.value ?? [], subnet.SubnetId!);
        return {
          id: subnet.SubnetId!,
          availabilityZoneId: subnet.AvailabilityZoneId!,
          cidr: subnet.CidrBlock!,
          ...(ipv6?.Ipv6CidrBlock ? { ipv6Cidr: ipv6.Ipv6CidrBlock } : {}),
          ...(table ? { routeTableId: table.RouteTableId! } : {}),
          // The IPv6 addresses of a VPC are global.
          mapsPublicAddresses:
            (subnet.MapPublicIpOnLaunch ?? false) ||
            (subnet.AssignIpv6AddressOnCreation ?? false),
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
      ...policyFacts(endpoint),
    },
  ];
}

function policyFacts({ PolicyDocument }: VpcEndpoint): { policy?: unknown } {
  if (!PolicyDocument) return {};
  try {
    return { policy: JSON.parse(PolicyDocument) };
  } catch {
    return {};
  }
}

function groupFacts(group: SecurityGroup) {
  return {
    id: group.GroupId!,
    ingress: group.IpPermissions ?? [],
    egress: group.IpPermissionsEgress ?? [],
  };
}

/** AWS's own lists by service, and the lists that routes, groups and the template name, as far as this account may read them. */
async function prefixListFacts(
  context: CheckContext,
  { groups, routeTables }: NetworkReads,
  prefixListIds: string[],
): Promise<NetworkFacts['prefixLists']> {
  const { value: lists } = await readPrefixLists(context);
  if (!lists) return undefined;
  const named = [
    ...prefixListIds,
    ...(groups.value ?? []).flatMap(({ IpPermissions = [] }) =>
      IpPermissions.flatMap(({ PrefixListIds = [] }) =>
        PrefixListIds.map(({ PrefixListId }) => PrefixListId),
      ),
    ),
    ...(routeTables.value ?? []).flatMap(({ Routes = [] }) =>
      Routes.map(({ DestinationPrefixListId }) => DestinationPrefixListId),
    ),
  ];
  const byName = new Map(Object.entries(lists));
  const known = new Set(byName.values());
  for (const id of named) if (id && !known.has(id)) byName.set(id, id);
  const entries = [...byName].map(async ([name, id]) => {
    const { value: cidrs } = await readRanges(context, id);
    return [name, { id, ...(cidrs && { cidrs }) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
