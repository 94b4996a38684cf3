import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Template } from '../template/Template';
import { needsOf } from './needs';
import {
  existingEndpoints,
  ownEndpoints,
  type VpcEndpoint,
} from './vpcEndpoints';
import { type VpcFunction, vpcFunctions } from './vpcFunctions';

/** An interface endpoint with the functions in its VPC that need its service. */
export type ServedEndpoint = {
  endpoint: VpcEndpoint;
  clients: VpcFunction[];
};

/** The functions that need a service in a VPC. */
const functionsByNeed = oncePerTemplate(template => {
  const found = new Map<string, VpcFunction[]>();
  for (const one of vpcFunctions(template)) {
    const { value: vpc } = one.vpc;
    if (vpc === undefined) continue;
    for (const service of needsOf(template, one.lambda).services) {
      const key = keyOf(vpc, service);
      const same = found.get(key) ?? [];
      found.set(key, same);
      same.push(one);
    }
  }
  return found;
});

/**
 * The interface endpoints that are in use: all of the template, and those of the existing VPC whose service a function needs.
 */
export const interfaceEndpoints = oncePerTemplate(findEndpoints);

function findEndpoints(template: Template): ServedEndpoint[] {
  const own = ownEndpoints(template).filter(
    ({ type }) => type.value === 'Interface',
  );
  const vpcs = new Set(
    vpcFunctions(template).flatMap(({ vpc }) => vpc.value ?? []),
  );
  const existing = [...vpcs].flatMap(vpc =>
    (existingEndpoints(template, vpc).value ?? []).filter(
      ({ type }) => type.value === 'Interface',
    ),
  );
  return [
    ...own.map(endpoint => ({
      endpoint,
      clients: clientsOf(template, endpoint),
    })),
    ...existing
      .map(endpoint => ({ endpoint, clients: clientsOf(template, endpoint) }))
      .filter(({ clients }) => clients.length > 0),
  ];
}

function clientsOf(
  template: Template,
  { service: { value: service }, vpc: { value: vpc } }: VpcEndpoint,
): VpcFunction[] {
  return service === undefined || vpc === undefined
    ? []
    : functionsByNeed(template).get(keyOf(vpc, service)) ?? [];
}

function keyOf(vpc: string, service: string): string {
  return `${vpc} ${service}`;
}

/** Where a finding about an endpoint is: the endpoint, or the first function that uses an existing one. */
export function placeOfEndpoint({ endpoint, clients }: ServedEndpoint): {
  resource: string;
  at: { path: string; line?: number };
} {
  return endpoint.resource && endpoint.at
    ? { resource: endpoint.resource.id, at: endpoint.at }
    : { resource: clients[0].lambda.id, at: clients[0].at };
}

/** The name of an endpoint in a sentence. An existing one with the source of what is known. */
export function nameOfEndpoint(
  template: Template,
  { id, resource }: VpcEndpoint,
): string {
  return resource ? id : `Endpoint ${id} (${template.network.source})`;
}
