import type { Template } from '../template/Template';
import { existsWith } from '../template/existence';
import { mayBeSame } from './identity';
import {
  existingEndpoints,
  ownEndpointsOf,
  type VpcEndpoint,
} from './vpcEndpoints';
import type { VpcFunction } from './vpcFunctions';

/** The endpoint through which a function reaches a service, nothing, or why this is not known. */
export type Served =
  | { kind: 'endpoint'; endpoint: VpcEndpoint }
  | { kind: 'nothing' }
  | { kind: 'unknown'; why: string; fix: string };

/** The endpoint of a service in the VPC of a function. @param service - such as `s3` */
export function servedBy(
  template: Template,
  { lambda, vpc }: VpcFunction,
  service: string,
): Served {
  const unknown = (why: string, fix = template.network.advice): Served => ({
    kind: 'unknown',
    why,
    fix,
  });
  if (vpc.value === undefined) return unknown(vpc.why);
  const own = ownEndpointsOf(template, service);
  const inVpc = own.certain.filter(one => one.vpc.value === vpc.value);
  const certain = inVpc.find(
    ({ resource }) => resource && existsWith(template, resource, lambda),
  );
  if (certain) return { kind: 'endpoint', endpoint: certain };
  const existing = existingEndpoints(template, vpc.value);
  const endpoint = existing.value?.find(one => one.service.value === service);
  if (endpoint) return { kind: 'endpoint', endpoint };
  if (existing.why !== undefined) return unknown(existing.why);
  if (inVpc.length > 0) {
    return unknown(
      `${inVpc[0].id} exists only under a condition`,
      'Give the endpoint and the function the same condition.',
    );
  }
  const unclear = [...own.certain, ...own.unclear].find(one =>
    mayBeSame(one.vpc.value, vpc.value),
  );
  if (!unclear) return { kind: 'nothing' };
  return unknown(
    unclear.vpc.why ??
      unclear.service.why ??
      `whether ${unclear.id} is in the same VPC is not known`,
    `Set the VPC and the service of ${unclear.id}.`,
  );
}
