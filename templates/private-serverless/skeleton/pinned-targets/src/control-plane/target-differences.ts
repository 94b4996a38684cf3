/** A target of a load balancer's target group, with its state as DescribeTargetHealth reports it. */
export type RegisteredTarget = { address: string; port: number; state: string };

/** How the targets of a group differ from the addresses of an endpoint. */
export type Differences = {
  /** Addresses of the endpoint that are not targets. */
  withoutTarget: string[];
  /** Targets that are not addresses of the endpoint. */
  withoutAddress: string[];
};

/** Port of the targets: an endpoint serves HTTPS only. */
export const targetPort = 443;

/** Such a target is on its way out. It gets no new requests. */
const draining = new Set(['draining', 'unhealthy.draining']);

/** Compares the targets of a group with the live addresses of an endpoint. A target at another port is not one of them. */
export function differencesOf(addresses: string[], registered: RegisteredTarget[]): Differences {
  const active = registered.filter(({ state }) => !draining.has(state));
  const isPresent = (address: string) => active.some(one => one.address === address && one.port === targetPort);
  return {
    withoutTarget: addresses.filter(address => !isPresent(address)),
    withoutAddress: active
      .filter(({ address, port }) => port !== targetPort || !addresses.includes(address))
      .map(({ address, port }) => (port === targetPort ? address : `${address}:${port}`)),
  };
}
