import type {
  Diagnosis,
  Hop,
  Timings,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { StateLook } from './states';

type HopState = Diagnosis['hops'][number]['state'];

/** Looks of the states of a hop. */
export const hopLooks: Record<HopState, StateLook> = {
  ok: { glyph: '✓', tone: 'success' },
  failed: { glyph: '✕', tone: 'danger' },
  unknown: { glyph: '?', tone: 'neutral' },
};

/**
 * Duration of a hop in milliseconds, if a phase measures it: name resolution, the connection to the first hop after it,
 * and the response of the function.
 * @param index - position of the hop on the path
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
