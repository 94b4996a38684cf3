import type {
  Hop,
  HopState,
  Timings,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { StateLook } from './states';

/** Looks of the states of a hop. */
export const hopLooks: Record<HopState, StateLook> = {
  ok: { glyph: '✓', tone: 'success' },
  degraded: { glyph: '!', tone: 'warning' },
  failed: { glyph: '✕', tone: 'danger' },
  unknown: { glyph: '?', tone: 'neutral' },
};

/** The state of a hop as this version knows it. A backend that is newer can have others, which are shown as unknown. */
export function knownHopState(state: string): HopState {
  return Object.hasOwn(hopLooks, state) ? (state as HopState) : 'unknown';
}

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
