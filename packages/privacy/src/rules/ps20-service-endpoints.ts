import { type Need, needsOf } from '../network/needs';
import { type Served, servedBy } from '../network/servedBy';
import { listed } from '../network/tables';
import { type VpcFunction, vpcFunctions } from '../network/vpcFunctions';
import { Observation, Rule } from '../rule';
import type { Template } from '../template/Template';

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
  // Several actions of one service are one finding. An action that is certainly of the code comes before others.
  const services = new Map<string, Need>();
  for (const need of [...needs].sort(codeFirst)) {
    const { endpoint } = need;
    const key = endpoint.kind === 'none' ? undefined : endpoint.service;
    if (key !== undefined && !services.has(key)) services.set(key, need);
  }
  // What is not known for one reason is one finding.
  const unclear = new Map<string, Unclear>();
  for (const need of services.values()) {
    const { endpoint } = need;
    if (endpoint.kind !== 'endpoint') {
      yield* observeOther(id, need);
      continue;
    }
    const served = servedBy(template, one, endpoint.service);
    if (served.kind === 'unknown') {
      const same = unclear.get(served.why) ?? { need, served, services: [] };
      same.services.push(endpoint.service);
      unclear.set(served.why, same);
    } else {
      const mayBeOfOthers =
        need.isOfKey === true && (services.size > 1 || hasKey(template, one));
      yield observeServed(template, id, { need, served, mayBeOfOthers });
    }
  }
  for (const { need, served, services: names } of unclear.values()) {
    yield {
      status: 'unproven',
      resource: id,
      at: need.at,
      message: `Cannot determine whether the VPC of ${id} has ${
        names.length > 1
          ? `endpoints of ${listed(names)}`
          : `an endpoint of ${names[0]}, which it needs because ${need.because}`
      }: ${served.why}.`,
      fix: served.fix,
    };
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

function codeFirst(one: Need, other: Need): number {
  return Number(one.isOfKey ?? false) - Number(other.isOfKey ?? false);
}

type Unclear = {
  need: Need;
  served: Extract<Served, { kind: 'unknown' }>;
  services: string[];
};

/** Whether the environment variables of a function have a key, with which Lambda decrypts them. */
function hasKey(template: Template, { lambda }: VpcFunction): boolean {
  return template
    .property(lambda, 'KmsKeyArn')
    .some(({ kind }) => kind !== 'absent');
}

function observeServed(
  template: Template,
  resource: string,
  {
    need: { at, because, endpoint },
    served,
    mayBeOfOthers,
  }: {
    need: Need;
    served: Exclude<Served, { kind: 'unknown' }>;
    /** Whether only other services may use the action. */
    mayBeOfOthers: boolean;
  },
): Observation {
  const service = endpoint.kind === 'none' ? '' : endpoint.service;
  if (served.kind === 'endpoint') {
    const source = served.endpoint.resource
      ? ''
      : `, ${template.network.source}`;
    return {
      status: 'proven',
      resource,
      at,
      message: `${resource} needs ${service} because ${because}, and its VPC has the endpoint ${served.endpoint.id}${source}.`,
    };
  }
  return mayBeOfOthers
    ? {
        status: 'unproven',
        severity: 'M',
        resource,
        at,
        message: `Cannot determine whether ${resource} itself calls ${service}, which has no endpoint in its VPC: ${because}, which services that encrypt data also need.`,
        fix: 'Add the condition kms:ViaService for the services that use the key, or add an endpoint.',
      }
    : {
        status: 'violated',
        resource,
        at,
        message: `${resource} runs in a VPC and ${because}, but the VPC has no endpoint of ${service}.`,
        fix: `Add a VPC endpoint of ${service}, or remove the action from the role.`,
      };
}

function* observeOther(
  resource: string,
  { at, because, endpoint }: Need,
): Iterable<Observation> {
  if (endpoint.kind === 'missing') {
    yield {
      status: 'violated',
      severity: 'M',
      resource,
      at,
      message: `${resource} runs in a VPC and ${because}, but ${endpoint.service} has no VPC endpoint.`,
      fix: 'Call it from a function that declares itself as control-plane and runs outside the VPC, or remove the action from the role.',
    };
  } else if (endpoint.kind === 'unknown') {
    yield {
      status: 'unproven',
      severity: 'M',
      resource,
      at,
      message: `Cannot determine the endpoint that ${resource} needs: ${because}, and the rule does not know the endpoint of ${endpoint.service}.`,
      fix: 'Check that the VPC has an endpoint of the service.',
    };
  }
}
