import ipaddr from 'ipaddr.js';
import { Account, LiveResource, Properties } from '../account/Account';
import { asList, asMap, asNumber, asText, asTexts } from '../account/values';
import { ipv4ToNumber, numberToIpv4, parseCidr, sizeOf } from '../account/cidr';
import {
  SECURITY_GROUP,
  SECURITY_GROUP_EGRESS,
  SECURITY_GROUP_INGRESS,
} from '../resources/ec2';

const https = 443;

/** EC2 adds it to a group that is created without egress rules. */
const allEgress: Properties = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

/**
 * Whether the security groups of a network interface allow port 443 from a
 * corporate network, that is, from RFC 1918 addresses.
 *
 * @returns a caller address in the first allowed network. Undefined if no such
 *   network is allowed.
 */
export function allowedCaller(
  account: Account,
  networkInterface: LiveResource,
): string | undefined {
  for (const rule of ingressOf(account, networkInterface)) {
    const caller = coversPort(rule, https)
      ? callerIn(asText(rule.CidrIp))
      : undefined;
    if (caller) return caller;
  }
  return undefined;
}

/** Whether the security groups of two network interfaces allow a connection between them. */
export function allowsConnection(
  account: Account,
  from: LiveResource,
  to: LiveResource,
  port: number,
): boolean {
  return (
    egressOf(account, from).some(
      rule =>
        coversPort(rule, port) &&
        covers(rule, 'DestinationSecurityGroupId', to),
    ) &&
    ingressOf(account, to).some(
      rule =>
        coversPort(rule, port) && covers(rule, 'SourceSecurityGroupId', from),
    )
  );
}

function groupsOf({ properties }: LiveResource): string[] {
  return asTexts(properties.GroupSet);
}

/** The inline rules of the groups of an interface. */
function inlineOf(
  account: Account,
  networkInterface: LiveResource,
  property: string,
  otherwise: Properties[] = [],
): Properties[] {
  return groupsOf(networkInterface).flatMap(id => {
    const rules = account.find(SECURITY_GROUP, id)?.properties[property];
    return rules === undefined ? otherwise : asList(rules).map(asMap);
  });
}

/** The rules of the groups of an interface that are resources of their own. */
function standaloneOf(
  account: Account,
  networkInterface: LiveResource,
  type: string,
): Properties[] {
  const groups = groupsOf(networkInterface);
  return account
    .list(type)
    .map(rule => rule.properties)
    .filter(rule => groups.includes(asText(rule.GroupId) ?? ''));
}

function ingressOf(account: Account, to: LiveResource): Properties[] {
  return [
    ...inlineOf(account, to, 'SecurityGroupIngress'),
    ...standaloneOf(account, to, SECURITY_GROUP_INGRESS),
  ];
}

function egressOf(account: Account, from: LiveResource): Properties[] {
  return [
    ...inlineOf(account, from, 'SecurityGroupEgress', [allEgress]),
    ...standaloneOf(account, from, SECURITY_GROUP_EGRESS),
  ];
}

/** Whether a rule names an interface by one of its groups or its address. */
function covers(
  rule: Properties,
  groupProperty: string,
  networkInterface: LiveResource,
): boolean {
  const group = asText(rule[groupProperty]);
  if (group !== undefined) return groupsOf(networkInterface).includes(group);
  const cidr = asText(rule.CidrIp);
  if (cidr === undefined) return false;
  const { first, prefix } = parseCidr(cidr);
  const address = ipv4ToNumber(
    String(networkInterface.properties.PrivateIpAddress),
  );
  return first <= address && address < first + sizeOf(prefix);
}

function coversPort(rule: Properties, port: number): boolean {
  const protocol = asText(rule.IpProtocol);
  if (protocol === '-1') return true;
  if (protocol !== 'tcp' && protocol !== '6') return false;
  const from = asNumber(rule.FromPort) ?? 0;
  const to = asNumber(rule.ToPort) ?? from;
  return from === -1 || (from <= port && port <= to);
}

/** A host address in a private network. `0.0.0.0/0` counts as 10.0.0.0/8. */
function callerIn(cidr: string | undefined): string | undefined {
  if (cidr === undefined) return undefined;
  const { first, prefix } = parseCidr(
    cidr === '0.0.0.0/0' ? '10.0.0.0/8' : cidr,
  );
  const host = numberToIpv4(first + Math.min(10, sizeOf(prefix) - 1));
  return ipaddr.parse(host).range() === 'private' ? host : undefined;
}
