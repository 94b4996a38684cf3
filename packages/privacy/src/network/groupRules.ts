import { classifyCidr } from '@private-serverless/template';
import type { Observation } from '../rule';
import type { Template } from '../template/Template';
import { outsideGroups } from './groups';
import type { Known, KnownNetwork } from './KnownNetwork';
import { listed } from './tables';

/** Sources or destinations of one rule: ranges, or nothing if it names only other groups. */
type Ranges = Known<string[]>;

/**
 * Observes the rules of every security group outside the template that a resource in use has.
 *
 * @param direction - `egress` leaves out the groups of endpoints, which open no connections
 */
export function* observeGroups(
  template: Template,
  direction: 'ingress' | 'egress',
): Iterable<Observation> {
  const [word, fix] =
    direction === 'ingress'
      ? [
          'ingress from',
          'Remove the rule, or use a group that admits only private CIDRs and groups.',
        ]
      : [
          'egress to',
          'Remove the rule, or use a group of this template with narrow egress rules.',
        ];
  for (const used of outsideGroups(template)) {
    if (direction === 'egress' && used.ofEndpoint) continue;
    const { group, subject, resource, at } = used;
    const base = { resource, at };
    const unproven = (why: string): Observation => ({
      ...base,
      status: 'unproven',
      message: `Cannot determine the allowed ${
        direction === 'ingress' ? 'sources' : 'destinations'
      }: ${subject}, and ${why}.`,
      fix: used.fix ?? template.network.advice,
    });
    if (group.why !== undefined) {
      yield unproven(group.why);
      continue;
    }
    const rules = group.value[direction].map(rule =>
      rangesOf(template.network, rule, direction),
    );
    const open = rules
      .flatMap(rule => rule.value ?? [])
      .filter(range => !template.network.isPrivate(range));
    for (const { why } of rules) {
      if (why !== undefined) yield unproven(why);
    }
    for (const range of open) {
      yield classifyCidr(range) === 'invalid'
        ? unproven(`${JSON.stringify(range)} is not a valid CIDR block`)
        : {
            ...base,
            status: 'violated',
            message: `${subject}, which allows ${word} ${range}, ${template.network.source}.`,
            fix,
          };
    }
    if (open.length === 0 && rules.every(({ why }) => why === undefined)) {
      const all = [...new Set(rules.flatMap(rule => rule.value ?? []))];
      yield {
        ...base,
        status: 'proven',
        message: `${subject}, which allows ${word} ${
          listed(all) || 'security groups, prefix lists or nothing'
        } only, ${template.network.source}.`,
      };
    }
  }
}

/** Reads an `IpPermission` of the EC2 API. */
function rangesOf(
  network: KnownNetwork,
  rule: unknown,
  direction: 'ingress' | 'egress',
): Ranges {
  const listOf = (name: string): Array<Record<string, unknown>> | undefined => {
    const found = (rule as Record<string, unknown> | null)?.[name] ?? [];
    return Array.isArray(found) && found.every(one => one instanceof Object)
      ? found
      : undefined;
  };
  const v4 = listOf('IpRanges');
  const v6 = listOf('Ipv6Ranges');
  const lists = listOf('PrefixListIds');
  const groups = listOf('UserIdGroupPairs');
  if (!v4 || !v6 || !lists || !groups) {
    return { why: 'a rule cannot be read' };
  }
  if (v4.length + v6.length + lists.length + groups.length === 0) {
    return {
      why: `a rule names no ${
        direction === 'ingress' ? 'source' : 'destination'
      }`,
    };
  }
  const ranges = [
    ...v4.map(({ CidrIp }) => CidrIp),
    ...v6.map(({ CidrIpv6 }) => CidrIpv6),
  ].map(String);
  // As in a template, egress to a prefix list is allowed, because gateway endpoints need those of AWS services.
  for (const { PrefixListId } of direction === 'ingress' ? lists : []) {
    const list = network.prefixList(String(PrefixListId));
    if (list.why !== undefined) return list;
    ranges.push(...list.value);
  }
  return { value: ranges };
}
