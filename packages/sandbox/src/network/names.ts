import { Account, LiveResource } from '../account/Account';
import { asFlag, asMap, asText, asTexts } from '../account/values';
import { isAssociated } from '../apigateway/called';
import { REGIONAL_DOMAIN } from '../apigateway/domains';
import { LOAD_BALANCER } from '../elbv2/model';
import { REST_API } from '../resources/apigateway';
import { nodesOf } from '../resources/elbv2LoadBalancer';
import {
  domainOf,
  HOSTED_ZONE,
  RECORD_SET,
  vpcsOf,
} from '../resources/route53';
import { interfacesOf } from '../resources/endpointInterfaces';
import { serviceOf, VPC_ENDPOINT } from '../resources/vpcEndpoint';

/**
 * Stands for the public address that AWS's public DNS returns for an
 * execute-api name: one of AWS's addresses in eu-central-1, because a
 * documentation range (RFC 5737) is not public. The tunnel does not connect to it.
 */
const publicAddress = '3.120.0.10';

/**
 * The addresses that a resolver in the stacks' VPCs returns for a name.
 * Undefined if the name does not exist.
 *
 * @param vpcId - the VPC of the resolver. @defaultValue it serves all VPCs
 */
export function resolveName(
  account: Account,
  name: string,
  vpcId?: string,
): string[] | undefined {
  const host = name.toLowerCase().replace(/\.$/, '');
  const endpoints = account
    .list(VPC_ENDPOINT)
    .filter(one => one.attributes.DnsEntries !== undefined);
  const zone = zoneOf(account, host, vpcId);
  if (zone) return ofZone(account, endpoints, zone, host);
  return (
    ofEndpoint(account, endpoints, host) ??
    ofLoadBalancer(account, host) ??
    ofApi(account, endpoints, host, vpcId)
  );
}

/**
 * The private hosted zone of a name. The most specific one answers, and it
 * answers alone: a name that it does not have does not exist.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
function zoneOf(
  account: Account,
  host: string,
  vpcId: string | undefined,
): LiveResource | undefined {
  const nameOf = ({ properties }: LiveResource) => domainOf(properties.Name);
  return account
    .list(HOSTED_ZONE)
    .filter(
      one =>
        (host === nameOf(one) || host.endsWith(`.${nameOf(one)}`)) &&
        // A zone that has lost its last VPC answers nowhere.
        (vpcId === undefined
          ? vpcsOf(one.properties).length > 0
          : vpcsOf(one.properties).includes(vpcId)),
    )
    .sort((a, b) => nameOf(b).length - nameOf(a).length)[0];
}

function ofZone(
  account: Account,
  endpoints: LiveResource[],
  zone: LiveResource,
  host: string,
): string[] | undefined {
  const record = account
    .list(RECORD_SET)
    .map(({ properties }) => properties)
    .find(
      one =>
        one.HostedZoneId === zone.physicalId && domainOf(one.Name) === host,
    );
  if (!record) return undefined;
  const { AliasTarget, ResourceRecords } = record;
  if (AliasTarget === undefined) return asTexts(ResourceRecords);
  const target = domainOf(asMap(AliasTarget).DNSName);
  return (
    ofEndpoint(account, endpoints, target) ?? ofLoadBalancer(account, target)
  );
}

/**
 * The name of an internal load balancer. AWS's public DNS returns its private addresses too. Route 53's console adds
 * `dualstack.` to the name.
 */
function ofLoadBalancer(account: Account, host: string): string[] | undefined {
  const name = host.replace(/^dualstack[.]/, '');
  const found = account
    .list(LOAD_BALANCER)
    .find(one => String(one.attributes.DNSName).toLowerCase() === name);
  return (
    found &&
    nodesOf(account, found.physicalId).map(one =>
      String(one.properties.PrivateIpAddress),
    )
  );
}

function addresses(
  account: Account,
  endpoint: LiveResource,
  zone?: string,
): string[] {
  return interfacesOf(account, endpoint)
    .filter(one => !zone || one.properties.AvailabilityZone === zone)
    .flatMap(({ properties: { PrivateIpAddress, Ipv6Address } }) => [
      asText(PrivateIpAddress),
      asText(Ipv6Address),
    ])
    .filter(text => text !== undefined);
}

/** Names in `DnsEntries`: the regional name, and one name per zone. */
function ofEndpoint(
  account: Account,
  endpoints: LiveResource[],
  host: string,
): string[] | undefined {
  for (const endpoint of endpoints) {
    const names = asTexts(endpoint.attributes.DnsEntries).map(
      entry => entry.split(':')[1],
    );
    if (!names.includes(host)) continue;
    const { region } = account.identity;
    const zone = new RegExp(`-(${region}[a-c])\\.`).exec(host)?.[1];
    return addresses(account, endpoint, zone);
  }
  return undefined;
}

/** `{apiId}-{vpceId}`, `{apiId}` and the names of REGIONAL domains under `execute-api.{region}`. */
function ofApi(
  account: Account,
  endpoints: LiveResource[],
  host: string,
  vpcId: string | undefined,
): string[] | undefined {
  const domain = `.execute-api.${account.identity.region}.amazonaws.com`;
  if (!host.endsWith(domain)) return undefined;
  const [, apiId, endpointId] =
    /^([a-z0-9]+)(?:-(vpce-[0-9a-f]+))?$/.exec(host.slice(0, -domain.length)) ??
    [];
  const api = account.find(REST_API, apiId);
  if (endpointId !== undefined) {
    const endpoint = endpoints.find(one => one.physicalId === endpointId);
    return api && endpoint && isAssociated(api, endpointId)
      ? addresses(account, endpoint)
      : undefined;
  }
  const privateDns = endpoints.filter(
    one =>
      serviceOf(one) === 'execute-api' &&
      (vpcId === undefined || one.properties.VpcId === vpcId) &&
      asFlag(one.properties.PrivateDnsEnabled),
  );
  // A resolver that serves all VPCs: the endpoint that the API lists selects the VPC.
  const endpoint =
    privateDns.find(one => api && isAssociated(api, one.physicalId)) ??
    privateDns[0];
  const isRegional = account
    .list(REGIONAL_DOMAIN)
    .some(one => one.attributes.RegionalDomainName === host);
  if (!isRegional && apiId === undefined) return undefined;
  if (endpoint) return addresses(account, endpoint);
  return api || isRegional ? [publicAddress] : undefined;
}
