import type {
  Diagnosis,
  Hop,
  Timings,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { StateLook } from './states';

/** What a hop is called. */
export const hopNames: Record<Hop, string> = {
  dns: 'DNS',
  'load-balancer': 'Load balancer',
  target: 'Target',
  'vpc-endpoint': 'VPC endpoint',
  api: 'API',
  function: 'Function',
};

type HopState = Diagnosis['hops'][number]['state'];

/** How a hop looks and reads. */
export const hopLooks: Record<HopState, StateLook> = {
  ok: { glyph: '✓', word: 'works', tone: 'success' },
  failed: { glyph: '✕', word: 'failed', tone: 'danger' },
  unknown: { glyph: '?', word: 'not seen', tone: 'neutral' },
};

/**
 * How long a hop took, where a phase measured it: the name, the connection to the first hop behind it, and the answer
 * of the last.
 * @param index - of the hop on the path
 */
export function hopMs(
  hop: Hop,
  index: number,
  timings: Timings | undefined,
): number | undefined {
  if (hop === 'dns') {
    return timings?.dns;
  }
  if (index === 1 && timings?.tcp !== undefined) {
    return timings.tcp + (timings.tls ?? 0);
  }
  return hop === 'function' ? timings?.firstByte : undefined;
}
