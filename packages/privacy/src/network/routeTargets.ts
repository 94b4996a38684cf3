import { classifyCidr } from '@private-serverless/template';
import type { KnownNetwork } from './KnownNetwork';
import type { FactsRoute, RouteProblem } from './routes';

/** Targets with access to the internet, by the prefix of their ID. */
const openTargets: Array<[RegExp, string]> = [
  [/^igw-/, 'an internet gateway'],
  [/^nat-/, 'a NAT gateway'],
  [/^eigw-/, 'an egress-only internet gateway'],
  [/^cagw-/, 'a carrier gateway'],
];

/** Targets that also connect private networks, such as a VPN or firewall appliance. */
const appliances: Array<[RegExp, string]> = [
  [/^lgw-/, 'a local gateway'],
  [/^i-/, 'an instance, which may be a NAT instance'],
  [/^eni-/, 'a network interface, which may be attached to a NAT instance'],
];

/** Targets in other networks, which may have internet access. An endpoint in a route to a range is one of an appliance. */
const otherNetworks = /^(tgw|vgw|pcx|vpce)-|^arn:[^:]*:networkmanager:/;

/** Whether a destination covers all addresses or a large part of them. */
export function isDefaultRange(range: string): boolean {
  return /\/0*[0-7]$/.test(range.trim()) && !/^f[cd]/i.test(range);
}

/** What is wrong with a route of an existing route table. */
export function judgeRoute(
  network: KnownNetwork,
  { destination, target }: FactsRoute,
): RouteProblem | undefined {
  if (target === 'local') return undefined;
  const open = openTargets.find(([prefix]) => prefix.test(target));
  if (open) {
    return {
      status: 'violated',
      what: `routes ${destination} to ${target}, ${open[1]}`,
    };
  }
  const appliance = appliances.find(([prefix]) => prefix.test(target));
  if (appliance) {
    const isPrivate = leadsToPrivate(network, destination);
    if (isPrivate) return undefined;
    return {
      status: isPrivate === false ? 'violated' : 'unproven',
      what: `routes ${destination} to ${target}, ${appliance[1]}`,
    };
  }
  if (!otherNetworks.test(target)) {
    return {
      status: 'unproven',
      what: `routes ${destination} to ${target}, whose kind is not known`,
    };
  }
  const isDefault = leadsEverywhere(network, destination, target);
  if (isDefault === false) return undefined;
  return {
    status: isDefault ? 'violated' : 'unproven',
    severity: 'M',
    what: isDefault
      ? `has a default route to another network, ${target}, which may have internet access`
      : `routes ${destination} to ${target}, and may thereby route everything to another network`,
    fix: 'Use subnets that route only the corporate CIDRs to other networks.',
  };
}

/** Whether a destination has only private addresses. Undefined if it is not known. */
function leadsToPrivate(
  network: KnownNetwork,
  destination: string,
): boolean | undefined {
  if (/^pl-/.test(destination)) {
    return network
      .prefixList(destination)
      .value?.every(range => network.isPrivate(range));
  }
  if (classifyCidr(destination) === 'invalid') return undefined;
  return network.isPrivate(destination);
}

function leadsEverywhere(
  network: KnownNetwork,
  destination: string,
  target: string,
): boolean | undefined {
  if (/^pl-/.test(destination)) {
    // A gateway endpoint serves exactly the prefix list of its service.
    if (/^vpce-/.test(target)) return false;
    return network.prefixList(destination).value?.some(isDefaultRange);
  }
  if (classifyCidr(destination) === 'invalid') return undefined;
  return isDefaultRange(destination);
}
