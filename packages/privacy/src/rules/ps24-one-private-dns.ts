import { existsWith } from '../template/existence';
import {
  existingEndpoints,
  ownEndpoints,
  type VpcEndpoint,
} from '../network/vpcEndpoints';
import { every } from '../policy/statement';
import { Observation, Rule } from '../rule';
import type { Template } from '../template/Template';

/** PS24: a VPC has at most one endpoint with private DNS for each service. */
export const onePrivateDns: Rule = {
  id: 'PS24',
  title: 'One endpoint of a service in a VPC has private DNS',
  severity: 'M',
  why: 'AWS refuses a second endpoint with private DNS for the same service in a VPC, so the deploy fails.',
  fix: 'Set PrivateDnsEnabled of all but one of the endpoints to false, or remove one.',
  *check(template) {
    const own = ownEndpoints(template).filter(
      ({ privateDns, type }) =>
        type.value === 'Interface' && privateDns !== false,
    );
    for (const [index, endpoint] of own.entries()) {
      yield observe(template, endpoint, own.slice(0, index));
    }
  },
};

/** @param earlier - so that each pair is one finding */
function observe(
  template: Template,
  endpoint: VpcEndpoint,
  earlier: readonly VpcEndpoint[],
): Observation {
  const { id, resource, service, vpc } = endpoint;
  const base = { resource: id, at: endpoint.at! };
  const unproven = (why: string, fix?: string): Observation => ({
    ...base,
    status: 'unproven',
    message: `Cannot determine whether ${id} is the only endpoint of its service with private DNS in its VPC: ${why}.`,
    ...(fix !== undefined && { fix }),
  });
  const why = vpc.why ?? service.why;
  if (vpc.value === undefined || service.value === undefined) {
    return unproven(why!);
  }
  const existing = existingEndpoints(template, vpc.value);
  if (existing.why !== undefined) {
    return unproven(existing.why, template.network.advice);
  }
  const others = [...earlier, ...existing.value].filter(
    other =>
      other.privateDns !== false &&
      (other.vpc.value ?? vpc.value) === vpc.value &&
      (other.service.value ?? service.value) === service.value,
  );
  for (const other of others) {
    const isCertain =
      other.vpc.value !== undefined &&
      other.service.value !== undefined &&
      every([endpoint.privateDns, other.privateDns]) === true &&
      (other.resource === undefined ||
        existsWith(template, other.resource, resource!));
    if (isCertain) {
      const source = other.resource ? '' : `, ${template.network.source}`;
      return {
        ...base,
        status: 'violated',
        message: `${id} has private DNS for ${service.value}, and so has ${other.id} in the same VPC${source}.`,
        change: { path: 'Properties.PrivateDnsEnabled', value: false },
      };
    }
  }
  return others.length > 0
    ? unproven(`${others[0].id} may have it too`)
    : {
        ...base,
        status: 'proven',
        message: `${id} is the only endpoint of ${service.value} with private DNS in its VPC.`,
      };
}
