/** An element on the network path. @public */
export type Hop =
  | 'dns'
  | 'load-balancer'
  | 'target'
  | 'vpc-endpoint'
  | 'api'
  | 'function';

/** How a request gets in. @public */
export type Entry = 'endpoint' | 'custom-domain' | 'alb' | 'alb-lambda';

const paths: Record<Entry, readonly Hop[]> = {
  endpoint: ['dns', 'vpc-endpoint', 'api', 'function'],
  'custom-domain': ['dns', 'vpc-endpoint', 'api', 'function'],
  alb: ['dns', 'load-balancer', 'target', 'vpc-endpoint', 'api', 'function'],
  'alb-lambda': ['dns', 'load-balancer', 'function'],
};

/** The hops of an entry, in the order in which a request meets them. @public */
export function pathOf(entry: Entry): readonly Hop[] {
  return paths[entry];
}

/** The hop that a client connects to. */
export function frontOf(entry: Entry): Hop {
  return paths[entry][1];
}
