/** Every {@link Hop}. @public */
export const hops = [
  'dns',
  'load-balancer',
  'target',
  'vpc-endpoint',
  'api',
  'function',
] as const;

/** An element on the network path. @public */
export type Hop = (typeof hops)[number];

/** Every {@link Entry}. @public */
export const entries = [
  'endpoint',
  'custom-domain',
  'alb',
  'alb-lambda',
] as const;

/** How a request reaches the service. @public */
export type Entry = (typeof entries)[number];

/** Every state of a hop of a {@link Diagnosis}. @public */
export const hopStates = ['ok', 'degraded', 'failed', 'unknown'] as const;

/**
 * State of a hop. `degraded`: requests pass it, but not all of it works. Only AWS's side shows that, so a diagnosis of a
 * probe alone does not have it.
 * @public
 */
export type HopState = (typeof hopStates)[number];

/** State of each hop of a path, derived from one probe and from what AWS reports of the hops. @public */
export type Diagnosis = {
  hops: Array<{
    hop: Hop;
    state: HopState;
    /** Fact that supports the state: from the probe, or from AWS if AWS's side explains more. */
    evidence: string;
    /** What to do about a hop that is failed or degraded. */
    advice?: string;
    /** Command for a terminal that does what the advice says. */
    command?: string;
    /** What AWS reports of the hop, whether or not it decides the state. Absent if nothing was read recently. */
    aws?: {
      evidence: string;
      /** When it was read, ISO 8601. */
      readAt: string;
    };
  }>;
};

const paths: Record<Entry, readonly [Hop, Hop, ...Hop[]]> = {
  endpoint: ['dns', 'vpc-endpoint', 'api', 'function'],
  'custom-domain': ['dns', 'vpc-endpoint', 'api', 'function'],
  alb: ['dns', 'load-balancer', 'target', 'vpc-endpoint', 'api', 'function'],
  'alb-lambda': ['dns', 'load-balancer', 'function'],
};

/** Hops of an entry, in the order in which a request passes them. @public */
export function pathOf(entry: Entry): readonly Hop[] {
  return paths[entry];
}

/** The hop to which a client opens its connection. @public */
export function frontOf(entry: Entry): Hop {
  return paths[entry][1];
}
