import type { Node, Truth, Value } from '@private-serverless/template';
import { groupBy } from '../template/groupBy';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import type { Known } from './KnownNetwork';
import { type Listed, listOfIds } from './listed';
import type { FactsEndpoint } from './NetworkFacts';
import { serviceOfName } from './serviceName';
import { vpcOf } from './vpcFunctions';

/** A VPC endpoint of the template, or an existing one. */
export type VpcEndpoint = {
  /** Logical ID, or the ID in AWS. */
  id: string;
  /** Absent for an existing one. */
  resource?: Resource;
  at?: Pick<Node, 'path' | 'line'>;
  /** Such as `s3`. */
  service: Known<string>;
  /** Such as `Interface` and `Gateway`. */
  type: Known<string>;
  /** As in {@link VpcFunction}. */
  vpc: Known<string>;
  privateDns: Truth;
  subnets: Listed;
  groups: Listed;
  tables: Listed;
};

/** The endpoints of services in a template. */
export const ownEndpoints = oncePerTemplate((template): VpcEndpoint[] =>
  template
    .ofType('AWS::EC2::VPCEndpoint')
    .map(resource => read(template, resource)),
);

const byService = oncePerTemplate(template =>
  groupBy(ownEndpoints(template), ({ service }) => service.value ?? ''),
);

/** The endpoints of the template that are of a service, or may be, in the order of the template. @param service - such as `s3` */
export function ownEndpointsOf(
  template: Template,
  service: string,
): { certain: readonly VpcEndpoint[]; unclear: readonly VpcEndpoint[] } {
  const groups = byService(template);
  return {
    certain: groups.get(service) ?? [],
    unclear: groups.get('') ?? [],
  };
}

/** The existing endpoints of a VPC by its name. A VPC of the template has none. */
export function existingEndpoints(
  template: Template,
  vpc: string,
): Known<VpcEndpoint[]> {
  const { network } = template;
  if (isOwnVpc(template, vpc)) return { value: [] };
  const existing = network.vpc();
  if (existing.why !== undefined) return existing;
  if (existing.value.id !== vpc) {
    const why = `the network facts describe ${existing.value.id}, not ${vpc}`;
    return { why };
  }
  const endpoints = network.endpoints();
  return endpoints.why === undefined
    ? { value: endpoints.value.map(one => ofFacts(one, vpc)) }
    : endpoints;
}

/** Whether a VPC, by its name, is in the template. */
export function isOwnVpc(template: Template, vpc: string): boolean {
  const [, id] = /^resource (.+)$/.exec(vpc) ?? [];
  return (
    id !== undefined && template.resource(id)?.lowerType === 'aws::ec2::vpc'
  );
}

function ofFacts(endpoint: FactsEndpoint, vpc: string): VpcEndpoint {
  const listed = (ids: string[]): Listed => ({ certain: ids, possible: ids });
  const service = serviceOfName(endpoint.service) ?? endpoint.service;
  return {
    id: endpoint.id,
    service: { value: service },
    type: { value: endpoint.type },
    vpc: { value: vpc },
    privateDns: endpoint.privateDns,
    subnets: listed(endpoint.subnetIds),
    groups: listed(endpoint.securityGroupIds),
    tables: listed(endpoint.routeTableIds),
  };
}

function read(template: Template, resource: Resource): VpcEndpoint {
  const { id } = resource;
  const property = (name: string) => template.property(resource, name);
  const list = (name: string) => listOfIds(template, property(name));
  const name = oneText(property('ServiceName'), 'the service');
  return {
    id,
    resource,
    at: { path: resource.node.path, line: resource.node.line },
    service:
      name.value === undefined
        ? name
        : { value: serviceOfName(name.value) ?? name.value },
    // Documentation of AWS::EC2::VPCEndpoint: the default is Gateway.
    type: oneText(property('VpcEndpointType'), 'the type', 'Gateway'),
    vpc: vpcOf(property('VpcId'), id),
    privateDns: flagOf(property('PrivateDnsEnabled'), false),
    subnets: list('SubnetIds'),
    groups: list('SecurityGroupIds'),
    tables: list('RouteTableIds'),
  };
}

function oneText(
  values: readonly Value[],
  what: string,
  otherwise?: string,
): Known<string> {
  const texts = new Set(
    values.map(value => {
      if (value.kind === 'absent') return otherwise;
      return value.kind === 'scalar' ? value.text : undefined;
    }),
  );
  const [text] = texts;
  return texts.size === 1 && text !== undefined
    ? { value: text }
    : { why: `${what} of an endpoint is not known` };
}

/** A property that is true or false. Undefined if it is not known. */
export function flagOf(values: readonly Value[], otherwise: boolean): Truth {
  const truths = new Set(
    values.map((value): Truth => {
      if (value.kind === 'absent') return otherwise;
      if (value.kind !== 'scalar' || value.symbolic) return undefined;
      return /^true$/i.test(value.text);
    }),
  );
  return truths.size === 1 ? [...truths][0] : undefined;
}
