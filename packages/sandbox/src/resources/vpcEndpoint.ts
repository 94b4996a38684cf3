import { randomBytes } from 'node:crypto';
import { Account, LiveResource, Properties } from '../account/Account';
import { asFlag, asText, asTexts } from '../account/values';
import { numberToIpv4, parseCidr, sizeOf } from '../account/cidr';
import { policyProblem, parsePolicy } from '../apigateway/policy';
import { ec2Id } from '../protocol/ids';
import { ROUTE_TABLE, SECURITY_GROUP, SUBNET, vpcOf } from './ec2';
import {
  Created,
  HandlerError,
  ResourceContext,
  ResourceHandler,
} from './contract';
import { ipv6AddressIn } from './ipv6';
import { requireResource } from './lookup';
import { prefixLists } from './prefixLists';

export const VPC_ENDPOINT = 'AWS::EC2::VPCEndpoint';
/** Interface endpoints create one per subnet. Templates cannot declare this type. */
export const NETWORK_INTERFACE = 'AWS::EC2::NetworkInterface';

const hostedZone = 'Z273ZU8SZ5RJPC';
/** EC2 reserves the first four addresses of a subnet and the last one. */
const reserved = 4;

/** The service of an endpoint, e.g. `execute-api`. */
export function serviceOf(endpoint: LiveResource): string {
  return String(endpoint.properties.ServiceName).split('.').slice(3).join('.');
}

/** The network interfaces of an endpoint. */
export function interfacesOf(
  account: Account,
  endpoint: LiveResource,
): LiveResource[] {
  return account
    .list(NETWORK_INTERFACE)
    .filter(one => one.properties.VpcEndpointId === endpoint.physicalId);
}

const vpcEndpoint: ResourceHandler = {
  accepts: [
    'IpAddressType',
    'PolicyDocument',
    'PrivateDnsEnabled',
    'RouteTableIds',
    'SecurityGroupIds',
    'ServiceName',
    'SubnetIds',
    'Tags',
    'VpcEndpointType',
    'VpcId',
  ],
  create(context, properties): Created {
    const { region } = context.account.identity;
    const vpc = vpcOf(context, properties);
    const id = ec2Id('vpce');
    const serviceName = asText(properties.ServiceName) ?? '';
    const service = serviceName.split('.').slice(3).join('.');
    const kind = asText(properties.VpcEndpointType) ?? 'Gateway';
    if (serviceName !== `com.amazonaws.${region}.${service}` || !service) {
      throw new HandlerError(
        `The Vpc Endpoint Service '${serviceName}' does not exist`,
      );
    }
    checkPolicy(service, properties);
    if (kind === 'Gateway') {
      checkGateway(context, service, properties);
      return { physicalId: id, attributes: { Id: id } };
    }
    if (kind !== 'Interface') {
      throw new HandlerError(
        `sandbox: VpcEndpointType ${kind} is not supported`,
      );
    }
    checkInterface(context, vpc, serviceName, properties);
    const interfaces = asTexts(properties.SubnetIds).map(subnetId =>
      attach(context, id, subnetId, properties),
    );
    return {
      physicalId: id,
      attributes: {
        Id: id,
        NetworkInterfaceIds: interfaces,
        DnsEntries: dnsEntries(context, id, service, properties),
        CreationTimestamp: new Date().toISOString(),
      },
    };
  },
  update(_, resource, properties) {
    checkPolicy(serviceOf(resource), properties);
    for (const key of [
      'IpAddressType',
      'SubnetIds',
      'SecurityGroupIds',
      'PrivateDnsEnabled',
    ]) {
      const before = JSON.stringify(resource.properties[key]);
      if (before !== JSON.stringify(properties[key])) {
        throw new HandlerError(
          `sandbox: an update of ${key} of ${VPC_ENDPOINT} is not supported`,
        );
      }
    }
  },
  delete({ account }, endpoint) {
    for (const one of interfacesOf(account, endpoint)) account.remove(one);
  },
};

/**
 * The sandbox enforces only the policies of execute-api endpoints, so it
 * validates only those.
 */
function checkPolicy(service: string, properties: Properties): void {
  if (service !== 'execute-api') return;
  const problem = policyProblem(parsePolicy(properties.PolicyDocument));
  if (problem) throw new HandlerError(problem);
}

function checkGateway(
  { account }: ResourceContext,
  service: string,
  properties: Properties,
): void {
  if (service !== 's3' && service !== 'dynamodb') {
    throw new HandlerError(
      `Endpoint type (Gateway) does not match available service types ([Interface]).`,
    );
  }
  for (const id of asTexts(properties.RouteTableIds)) {
    requireResource(
      account,
      ROUTE_TABLE,
      id,
      `The routeTable ID '${id}' does not exist`,
    );
    const isTaken = account
      .list(VPC_ENDPOINT)
      .some(
        other =>
          serviceOf(other) === service &&
          asTexts(other.properties.RouteTableIds).includes(id),
      );
    if (isTaken) {
      throw new HandlerError(
        `route table ${id} already has a route with destination-prefix-list-id ${prefixLists[service].id}`,
        'AlreadyExists',
      );
    }
  }
}

function checkInterface(
  { account }: ResourceContext,
  vpc: LiveResource,
  serviceName: string,
  properties: Properties,
): void {
  for (const id of asTexts(properties.SecurityGroupIds)) {
    requireResource(
      account,
      SECURITY_GROUP,
      id,
      `The security group '${id}' does not exist`,
    );
  }
  if (!asFlag(properties.PrivateDnsEnabled)) return;
  const { EnableDnsSupport, EnableDnsHostnames } = vpc.properties;
  if (asFlag(EnableDnsSupport) === false || !asFlag(EnableDnsHostnames)) {
    throw new HandlerError(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.physicalId}`,
    );
  }
  const conflict = account
    .list(VPC_ENDPOINT)
    .some(
      other =>
        other.properties.VpcId === vpc.physicalId &&
        other.properties.ServiceName === serviceName &&
        asFlag(other.properties.PrivateDnsEnabled),
    );
  if (conflict) {
    const domain = serviceName.split('.').slice(2).reverse().join('.');
    throw new HandlerError(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${domain}.amazonaws.com in the VPC ${vpc.physicalId}`,
    );
  }
}

/** Creates a network interface in a subnet, with the first free address. */
function attach(
  context: ResourceContext,
  endpointId: string,
  subnetId: string,
  properties: Properties,
): string {
  const { account } = context;
  const subnet = requireResource(
    account,
    SUBNET,
    subnetId,
    `The subnet ID '${subnetId}' does not exist`,
  );
  const { first, prefix } = parseCidr(String(subnet.attributes.CidrBlock));
  // Checks all VPCs, because the tunnel identifies endpoints by address only,
  // and stacks may have the same CIDR.
  const used = new Set(
    account.list(NETWORK_INTERFACE).map(one => one.properties.PrivateIpAddress),
  );
  for (let offset = reserved; offset < sizeOf(prefix) - 1; offset++) {
    const address = numberToIpv4(first + offset);
    if (used.has(address)) continue;
    const ipv6Address = ipv6AddressIn(subnet, properties, offset);
    const id = ec2Id('eni');
    account.add({
      type: NETWORK_INTERFACE,
      physicalId: id,
      properties: {
        PrivateIpAddress: address,
        ...(ipv6Address ? { Ipv6Address: ipv6Address } : {}),
        SubnetId: subnetId,
        VpcId: subnet.attributes.VpcId,
        VpcEndpointId: endpointId,
        AvailabilityZone: subnet.attributes.AvailabilityZone,
        GroupSet: asTexts(properties.SecurityGroupIds),
      },
      attributes: {},
      stackId: context.stackId,
      stackName: context.stackName,
      logicalId: context.logicalId,
    });
    return id;
  }
  throw new HandlerError(
    `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  );
}

/** The DNS names in EC2's order: regional name, one name per zone, private names. */
function dnsEntries(
  { account }: ResourceContext,
  id: string,
  service: string,
  properties: Properties,
): string[] {
  const { region } = account.identity;
  const host = `${id}-${randomBytes(4).toString('hex')}`;
  const domain = `${service}.${region}.vpce.amazonaws.com`;
  const zones = account
    .list(SUBNET)
    .filter(subnet => asTexts(properties.SubnetIds).includes(subnet.physicalId))
    .map(subnet => String(subnet.attributes.AvailabilityZone));
  const names = [
    `${host}.${domain}`,
    ...zones.map(zone => `${host}-${zone}.${domain}`),
  ];
  if (asFlag(properties.PrivateDnsEnabled)) {
    names.push(`${service}.${region}.amazonaws.com`);
    if (service === 'execute-api') {
      names.push(`*.${service}.${region}.amazonaws.com`);
    }
  }
  return names.map(name => `${hostedZone}:${name}`);
}

/** VPC endpoints, gateway and interface. */
export const vpcEndpointHandlers: Record<string, ResourceHandler> = {
  [VPC_ENDPOINT]: vpcEndpoint,
};
