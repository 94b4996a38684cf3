import { ProbeResult } from '@private-serverless/wire';
import { FailedAddress, failedAddressesText } from './failedAddresses';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Thresholds at which a reachable target is degraded.
 * @public
 */
export type DegradationOptions = {
  /** Threshold for `timings.total` in milliseconds. @defaultValue no threshold */
  latencyThresholdMs?: number;
  /** `timings.total` of earlier probes in milliseconds, newest last. */
  recentTotalMs?: readonly number[];
  /** Number of days before a certificate expires at which the target becomes degraded. @defaultValue 14 */
  certificateWarningDays?: number;
};

/** Why a healthy target is `degraded`. Undefined if it is not. */
export function degradation(
  result: ProbeResult,
  failedAddresses: readonly FailedAddress[],
  options: DegradationOptions,
): { reason: string; note: string } | undefined {
  const { latencyThresholdMs, certificateWarningDays = 14 } = options;
  if (failedAddresses.length > 0) {
    return {
      reason: 'address.failed',
      note: failedAddressesText(failedAddresses, result),
    };
  }
  const [warning] = result.warnings ?? [];
  if (warning) return { reason: warning.code, note: warning.message };
  if (result.tls) {
    const leftMs = Date.parse(result.tls.chainNotAfter) - Date.parse(result.at);
    if (leftMs < certificateWarningDays * dayMs) {
      const days = Math.max(0, Math.floor(leftMs / dayMs));
      return {
        reason: 'certificate.ending',
        note: `Certificate expires in ${inDays(
          days,
        )} (${result.tls.chainNotAfter.slice(0, 10)})`,
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

function inDays(days: number): string {
  if (days === 0) return 'less than a day';
  return days === 1 ? '1 day' : `${days} days`;
}
