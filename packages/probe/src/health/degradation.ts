import { ProbeResult } from '../types';

const day = 24 * 60 * 60 * 1000;

/** @public */
export type DegradationOptions = {
  /** of `timings.total`, in ms; undefined: latency never degrades */
  latencyThresholdMs?: number;
  /** `timings.total` of the probes before this one, newest last */
  recentTotalMs?: readonly number[];
  /** days before the end of a certificate. @default 14 */
  certificateWarningDays?: number;
};

/** Why a target that answers well is `degraded` all the same; undefined when it is not. */
export function degradation(
  result: ProbeResult,
  options: DegradationOptions,
): { reason: string; note: string } | undefined {
  const { latencyThresholdMs, certificateWarningDays = 14 } = options;
  if (result.tls) {
    const left = Date.parse(result.tls.chainNotAfter) - Date.parse(result.at);
    if (left < certificateWarningDays * day) {
      const days = Math.max(0, Math.floor(left / day));
      return {
        reason: 'certificate.ending',
        note: `The certificate ends in ${days} d (${result.tls.chainNotAfter.slice(
          0,
          10,
        )})`,
      };
    }
  }
  if (latencyThresholdMs === undefined) return undefined;
  const lastFive = [
    ...(options.recentTotalMs ?? []),
    result.timings.total ?? 0,
  ].slice(-5);
  const slow = lastFive.filter(total => total > latencyThresholdMs).length;
  return slow >= 3
    ? {
        reason: 'latency.high',
        note: `Slower than ${latencyThresholdMs} ms in ${slow} of the last ${lastFive.length} probes`,
      }
    : undefined;
}
