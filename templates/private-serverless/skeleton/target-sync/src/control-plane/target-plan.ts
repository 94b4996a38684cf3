/** A target of a load balancer's target group, with its health as DescribeTargetHealth reports it. */
export type RegisteredTarget = { address: string; port: number; state: string };

/** What changes in a target group. */
export type TargetPlan = {
  /** Addresses of the endpoint that the group does not have, or that are draining. */
  register: string[];
  /** Targets that are not addresses of the endpoint. */
  deregister: RegisteredTarget[];
  /** Stale targets that stay for now, because they are healthy and no address of the endpoint is. */
  keep: RegisteredTarget[];
};

/** Port of the targets: an endpoint serves HTTPS only. */
export const targetPort = 443;

/** Such a target is on its way out. It gets no new requests. */
const draining = new Set(['draining', 'unhealthy.draining']);
/** The load balancer sends requests to such targets. `unavailable`: without health checks. */
const serving = new Set(['healthy', 'unavailable']);

/**
 * Decides how the targets of a group follow the addresses of an endpoint.
 *
 * Never removes the last healthy target: a stale one that is healthy stays until an address of the endpoint is healthy. Stale
 * targets are those with another address or another port.
 *
 * @param addresses - the live addresses of the endpoint. If there are none, nothing changes, because a service without
 *   addresses cannot be told from an incomplete response
 */
export function planTargets(addresses: string[], registered: RegisteredTarget[]): TargetPlan {
  if (addresses.length === 0) return { register: [], deregister: [], keep: [] };
  const current = new Set(addresses);
  const isCurrent = ({ address, port }: RegisteredTarget) => port === targetPort && current.has(address);
  const active = registered.filter(({ state }) => !draining.has(state));
  const present = active.filter(isCurrent);
  const stale = active.filter(target => !isCurrent(target));
  const isServed = present.some(({ state }) => serving.has(state));
  const mustStay = ({ state }: RegisteredTarget) => !isServed && serving.has(state);
  const known = new Set(present.map(({ address }) => address));
  return {
    register: [...current].filter(address => !known.has(address)),
    deregister: stale.filter(target => !mustStay(target)),
    keep: stale.filter(mustStay),
  };
}
