import type { IpPermission, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { CheckContext } from '../session/context';
import { ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { rangesOfNetwork, uncovered } from './ranges';
import type { ExistingNetwork, NetworkReads } from './readNetwork';

const port = 443;

/**
 * Checks that the groups of the endpoint admit the corporate networks, and the subnets unless services may add rules of
 * their own. A group that admits a public range, also for another port, violates the privacy rule PS06.
 */
export function checkGroups(
  { environment: { corporateCidrs } }: CheckContext,
  { endpointSecurityGroupIds = [] }: ExistingNetwork,
  { groups, subnets, vpcs }: NetworkReads,
  endpoint: VpcEndpoint,
): Check[] {
  const ids = (endpoint.Groups ?? []).map(({ GroupId }) => GroupId!);
  const id = 'endpoint.groups';
  const subject = ids.join(', ') || endpoint.VpcEndpointId!;
  const foreign = endpointSecurityGroupIds.filter(one => !ids.includes(one));
  if (foreign.length > 0) {
    return [
      wrong(id, foreign.join(', '), {
        found: `not a group of ${endpoint.VpcEndpointId}`,
        expected: ids.join(', '),
        fix: 'Set network.existing.endpointSecurityGroupIds to groups of the endpoint.',
      }),
    ];
  }
  const mustAdmitSubnets = endpointSecurityGroupIds.length === 0;
  const problem =
    groups.problem ?? (mustAdmitSubnets ? subnets.problem : undefined);
  if (problem) return [unknown(id, subject, problem)];
  const needed = [
    ...corporateCidrs,
    ...(mustAdmitSubnets
      ? subnets.value!.map(({ CidrBlock }) => CidrBlock!)
      : []),
  ];
  const all = groups
    .value!.filter(({ GroupId }) => ids.includes(GroupId!))
    .flatMap(({ IpPermissions = [] }) => IpPermissions);
  const open = uncovered(
    all.flatMap(rangesOf),
    rangesOfNetwork(vpcs.value ?? []),
  );
  if (open.length > 0) {
    return [
      wrong(id, subject, {
        found: `ingress from ${[...new Set(open)].join(', ')}`,
        expected: 'ingress from private ranges only',
        fix: 'Remove the rules for public ranges.',
      }),
    ];
  }
  const rules = all.filter(admitsPort);
  const rest = uncovered(needed, rules.flatMap(rangesOf));
  if (rest.length === 0) return [ok(id, subject, `admit ${needed.join(', ')}`)];
  const lists = rules.flatMap(({ PrefixListIds = [] }) =>
    PrefixListIds.map(({ PrefixListId }) => PrefixListId),
  );
  if (lists.length > 0) {
    return [
      {
        id,
        status: 'unknown',
        subject,
        found: `rules for ${lists.join(', ')}, whose ranges are not read`,
        expected: `TCP ${port} from ${rest.join(', ')}`,
        fix: 'Check that the prefix lists contain these ranges.',
      },
    ];
  }
  return [
    wrong(id, subject, {
      found: `no rule for TCP ${port} from ${rest.join(', ')}`,
      expected: `TCP ${port} from ${needed.join(', ')}`,
      fix: `Add ingress rules for TCP ${port}${
        mustAdmitSubnets
          ? ', or list the groups in network.existing.endpointSecurityGroupIds so that services add rules for their subnets'
          : ''
      }.`,
    }),
  ];
}

function admitsPort({ IpProtocol, FromPort, ToPort }: IpPermission): boolean {
  if (IpProtocol === '-1') return true;
  return (
    IpProtocol === 'tcp' && (FromPort ?? 0) <= port && (ToPort ?? 0) >= port
  );
}

function rangesOf({ IpRanges = [], Ipv6Ranges = [] }: IpPermission): string[] {
  return [
    ...IpRanges.map(({ CidrIp }) => CidrIp ?? ''),
    ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6 ?? ''),
  ];
}
