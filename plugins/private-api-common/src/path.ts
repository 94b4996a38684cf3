import type { Entry, Hop } from './probe';

const paths: Record<Entry, Hop[]> = {
  endpoint: ['dns', 'vpc-endpoint', 'api', 'function'],
  'custom-domain': ['dns', 'vpc-endpoint', 'api', 'function'],
  alb: ['dns', 'load-balancer', 'target', 'vpc-endpoint', 'api', 'function'],
  'alb-lambda': ['dns', 'load-balancer', 'function'],
};

/**
 * The hops that a request passes, in order.
 * @param entry - how a request gets in
 * @public
 */
export function pathOf(entry: Entry): readonly Hop[] {
  return paths[entry];
}
