import { mayBeSame } from '../network/identity';
import { existsWith } from '../network/existence';
import { type Need, needsOf } from '../network/needs';
import { existingEndpoints, ownEndpoints } from '../network/vpcEndpoints';
import { type VpcFunction, vpcFunctions } from '../network/vpcFunctions';
import { Observation, Rule } from '../rule';
import type { Template } from '../template/Template';

const outside =
  'Call it from a function that declares itself as control-plane and runs outside the VPC, or remove the action from the role.';

/**
 * PS20: every AWS service that a function in a VPC may call has an endpoint in the VPC. What it may call are the actions of its role, and
 * the SDK clients of its code if these are stated. A route to another network does not count: nothing shows that it leads to an endpoint.
 */
export const serviceEndpoints: Rule = {
  id: 'PS20',
  title: 'AWS services that functions in a VPC may call have an endpoint in it',
  severity: 'H',
  why: 'Without an endpoint, the function cannot call the service, or it needs a way to the internet.',
  fix: 'Add a VPC endpoint of the service, or remove the action from the role.',
  *check(template) {
    for (const one of vpcFunctions(template)) yield* observe(template, one);
  },
};

function* observe(template: Template, one: VpcFunction): Iterable<Observation> {
  const { id } = one.lambda;
  const { needs, unknown } = needsOf(template, one.lambda);
  for (const { at, why } of unknown) {
    yield {
      status: 'unproven',
      severity: 'M',
      resource: id,
      at,
      message: `Cannot determine all services that ${id} calls: ${why}.`,
      fix: 'Name the actions that the function needs in a role of the template.',
    };
  }
  // Several actions of one service are one finding.
  const services = new Map<string, Need>();
  for (const need of needs) {
    const { endpoint } = need;
    const key = endpoint.kind === 'none' ? undefined : endpoint.service;
    if (key !== undefined && !services.has(key)) services.set(key, need);
  }
  for (const need of services.values()) {
    yield* observeNeed(template, one, need);
  }
  if (services.size === 0 && unknown.length === 0) {
    yield {
      status: 'proven',
      resource: id,
      at: one.at,
      message: `${id} calls no service that needs an endpoint.`,
    };
  }
}

function* observeNeed(
  template: Template,
  one: VpcFunction,
  { at, because, endpoint }: Need,
): Iterable<Observation> {
  const { id } = one.lambda;
  const base = { resource: id, at };
  if (endpoint.kind === 'missing') {
    yield {
      ...base,
      status: 'violated',
      severity: 'M',
      message: `${id} runs in a VPC and ${because}, but ${endpoint.service} has no VPC endpoint.`,
      fix: outside,
    };
  } else if (endpoint.kind === 'unknown') {
    yield {
      ...base,
      status: 'unproven',
      severity: 'M',
      message: `Cannot determine the endpoint that ${id} needs: ${because}, and the rule does not know the endpoint of ${endpoint.service}.`,
      fix: 'Check that the VPC has an endpoint of the service.',
    };
  } else if (endpoint.kind === 'endpoint') {
    yield { ...base, ...statusOf(template, one, endpoint.service, because) };
  }
}

function statusOf(
  template: Template,
  one: VpcFunction,
  service: string,
  because: string,
): Pick<Observation, 'status' | 'message' | 'fix'> {
  const { id } = one.lambda;
  const unproven = (why: string, fix = template.network.advice) => ({
    status: 'unproven' as const,
    message: `Cannot determine whether the VPC of ${id} has an endpoint of ${service}, which it needs because ${because}: ${why}.`,
    fix,
  });
  const { vpc } = one;
  if (vpc.value === undefined) return unproven(vpc.why);
  const own = ownEndpoints(template).filter(
    endpoint =>
      endpoint.vpc.value === vpc.value && endpoint.service.value === service,
  );
  const certain = own.find(
    ({ resource }) => resource && existsWith(template, resource, one.lambda),
  );
  const existing = existingEndpoints(template, vpc.value);
  const found =
    certain ??
    existing.value?.find(endpoint => endpoint.service.value === service);
  if (found) {
    const source = found.resource ? '' : `, ${template.network.source}`;
    return {
      status: 'proven',
      message: `${id} needs ${service} because ${because}, and its VPC has the endpoint ${found.id}${source}.`,
    };
  }
  if (existing.why !== undefined) return unproven(existing.why);
  if (own.length > 0) {
    const why = `${own[0].id} exists only under a condition`;
    return unproven(
      why,
      'Give the endpoint and the function the same condition.',
    );
  }
  const unclear = ownEndpoints(template).find(
    endpoint =>
      mayBeSame(endpoint.vpc.value, vpc.value) &&
      (endpoint.service.value ?? service) === service,
  );
  if (unclear) {
    const why =
      unclear.vpc.why ??
      unclear.service.why ??
      `whether ${unclear.id} is in the same VPC is not known`;
    return unproven(why, `Set the VPC and the service of ${unclear.id}.`);
  }
  return {
    status: 'violated',
    message: `${id} runs in a VPC and ${because}, but the VPC has no endpoint of ${service}.`,
    fix: `Add a VPC endpoint of ${service}, or remove the action from the role.`,
  };
}
