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

/** State of each hop of a path, derived from one probe. @public */
export type Diagnosis = {
  hops: Array<{
    hop: Hop;
    state: 'ok' | 'failed' | 'unknown';
    /** Fact from the probe that supports the state, as one sentence. */
    evidence: string;
    /** What to do about a failed hop. */
    advice?: string;
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
