import { needsOf } from '../network/needs';
import { mayBeSame } from '../network/identity';
import { existsWith } from '../template/existence';
import { shownName } from '../network/names';
import { mainTable, tableOfSubnet } from '../network/subnetTables';
import { type VpcFunction, vpcFunctions } from '../network/vpcFunctions';
import {
  existingEndpoints,
  ownEndpoints,
  type VpcEndpoint,
} from '../network/vpcEndpoints';
import { listed } from '../network/tables';
import { Observation, Rule } from '../rule';
import type { Template } from '../template/Template';

/** PS21: gateway endpoints are attached to every route table of the functions' subnets. */
export const gatewayRoutes: Rule = {
  id: 'PS21',
  title: 'Gateway endpoints serve the subnets of the functions',
  severity: 'H',
  why: 'A gateway endpoint works through a route. Without it in the route table of a subnet, the requests of a function to the service leave for the internet, or fail.',
  fix: "Add the route tables of the functions' subnets to RouteTableIds of the endpoint.",
  *check(template) {
    const gateways = ownEndpoints(template).filter(
      ({ type }) => type.value === 'Gateway',
    );
    for (const one of vpcFunctions(template)) {
      const own = gateways.filter(({ vpc }) =>
        mayBeSame(vpc.value, one.vpc.value),
      );
      if (one.vpc.value === undefined) {
        if (own.length > 0) yield unproven(template, one, one.vpc.why);
        continue;
      }
      for (const endpoint of own) {
        if (endpoint.vpc.value === one.vpc.value) {
          yield* observe(template, one, endpoint);
        } else {
          const why = `whether ${endpoint.id} is in the same VPC is not known`;
          yield unproven(template, one, why);
        }
      }
      yield* observeExisting(template, one, one.vpc.value);
    }
  },
};

/** Existing gateway endpoints count if the function needs their service, and no other endpoint serves it. */
function* observeExisting(
  template: Template,
  one: VpcFunction,
  vpc: string,
): Iterable<Observation> {
  const existing = existingEndpoints(template, vpc).value ?? [];
  if (existing.length === 0) return;
  const needed = needsOf(template, one.lambda).services;
  const served = new Set(
    [...existing, ...ownEndpoints(template)]
      .filter(
        endpoint =>
          endpoint.vpc.value === vpc &&
          (endpoint.type.value === 'Interface' ||
            endpoint.resource !== undefined),
      )
      .map(({ service }) => service.value),
  );
  for (const endpoint of existing) {
    const service = endpoint.service.value!;
    if (
      endpoint.type.value === 'Gateway' &&
      needed.has(service) &&
      !served.has(service)
    ) {
      yield* observe(template, one, endpoint);
    }
  }
}

function* observe(
  template: Template,
  one: VpcFunction,
  endpoint: VpcEndpoint,
): Iterable<Observation> {
  const base = place(one, endpoint);
  const { id } = one.lambda;
  const missing = new Set<string>();
  const known = new Set<string>();
  if (one.why !== undefined) {
    yield unproven(template, one, `the ID of a subnet ${one.why}`);
    return;
  }
  const isSure =
    !endpoint.resource || existsWith(template, endpoint.resource, one.lambda);
  for (const subnet of one.subnets) {
    const table = tableOfSubnet(template, subnet);
    if (table.why !== undefined) {
      yield unproven(template, one, table.why);
      return;
    }
    if (endpoint.tables.certain.includes(table.value)) known.add(table.value);
    else missing.add(table.value);
  }
  const [first] = missing;
  const name = endpoint.resource
    ? endpoint.id
    : `endpoint ${endpoint.id}, ${template.network.source},`;
  if (first === undefined) {
    // PS20 reports an endpoint that may not exist.
    if (!isSure) return;
    yield {
      ...base,
      status: 'proven',
      message: `${name} is attached to the route tables of ${id}: ${listed(
        [...known].map(shownName),
      )}.`,
    };
  } else if (
    endpoint.tables.why !== undefined ||
    endpoint.tables.possible.some(table => mayBeSame(table, first))
  ) {
    yield {
      ...base,
      status: 'unproven',
      message: `Cannot determine whether ${name} is attached to the route table of ${id}, ${shownName(
        first,
      )}: the value of RouteTableIds ${
        endpoint.tables.why ?? 'depends on a condition or parameter'
      }.`,
    };
  } else {
    yield {
      ...base,
      status: 'violated',
      message: `${name} is not attached to ${
        first === mainTable ? `${first} of its VPC` : shownName(first)
      }, which the subnets of ${id} use.`,
      ...(first === mainTable && {
        fix: 'Associate the subnets of the function with a route table, and add it to RouteTableIds of the endpoint.',
      }),
    };
  }
}

function place(one: VpcFunction, { resource, at }: VpcEndpoint) {
  return resource && at
    ? { resource: resource.id, at }
    : { resource: one.lambda.id, at: one.at };
}

function unproven(
  template: Template,
  one: VpcFunction,
  why: string,
): Observation {
  return {
    status: 'unproven',
    resource: one.lambda.id,
    at: one.at,
    message: `Cannot determine the route tables of ${one.lambda.id}: ${why}.`,
    fix: template.network.advice,
  };
}
