import { randomBytes } from 'node:crypto';
import { LiveResource, Properties } from '../account/Account';
import { asFlag, asText, asTexts } from '../account/values';
import { policyProblem, parsePolicy } from '../apigateway/policy';
import { ec2Id } from '../protocol/ids';
import { attach, interfacesOf } from './endpointInterfaces';
import { ROUTE_TABLE, SECURITY_GROUP, SUBNET, vpcOf } from './ec2';
import {
  Created,
  HandlerError,
  ResourceContext,
  ResourceHandler,
} from './contract';
import { requireResource } from './lookup';
import { prefixLists } from './prefixLists';

export { NETWORK_INTERFACE } from './networkInterfaces';

export const VPC_ENDPOINT = 'AWS::EC2::VPCEndpoint';

const hostedZone = 'Z273ZU8SZ5RJPC';

/** The service of an endpoint, e.g. `execute-api`. */
export function serviceOf(endpoint: LiveResource): string {
  return String(endpoint.properties.ServiceName).split('.').slice(3).join('.');
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
    const interfaces = attach(context, id, properties);
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
