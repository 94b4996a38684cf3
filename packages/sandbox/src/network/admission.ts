import ipaddr from 'ipaddr.js';
import { Account, LiveResource, Properties } from '../account/Account';
import { asList, asMap, asNumber, asText, asTexts } from '../account/values';
import { numberToIpv4, parseCidr, sizeOf } from '../account/cidr';
import { SECURITY_GROUP, SECURITY_GROUP_INGRESS } from '../resources/ec2';

const https = 443;

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
  const groups = asTexts(networkInterface.properties.GroupSet);
  const inline = groups.flatMap(id =>
    asList(
      account.find(SECURITY_GROUP, id)?.properties.SecurityGroupIngress,
    ).map(asMap),
  );
  const standalone = account
    .list(SECURITY_GROUP_INGRESS)
    .map(rule => rule.properties)
    .filter(rule => groups.includes(asText(rule.GroupId) ?? ''));
  for (const rule of [...inline, ...standalone]) {
    const caller = coversHttps(rule)
      ? callerIn(asText(rule.CidrIp))
      : undefined;
    if (caller) return caller;
  }
  return undefined;
}

function coversHttps(rule: Properties): boolean {
  const protocol = asText(rule.IpProtocol);
  if (protocol === '-1') return true;
  if (protocol !== 'tcp' && protocol !== '6') return false;
  const from = asNumber(rule.FromPort) ?? 0;
  const to = asNumber(rule.ToPort) ?? from;
  return from === -1 || (from <= https && https <= to);
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
