import { NetworkFactsError } from './NetworkFactsError';
import type { NetworkFacts } from './NetworkFacts';

const second = 1000;
const hour = 3600 * second;
const units: Record<string, number> = {
  ms: 1,
  s: second,
  m: 60 * second,
  h: hour,
  d: 24 * hour,
  w: 7 * 24 * hour,
};

/** Maximum age of network facts without a setting. @public */
export const defaultMaxFactsAge = '24h';

/** Difference between two clocks that is not taken for an error, in milliseconds. */
const clockSkewMs = 300 * second;

/** A problem of the age of network facts. The message names the time, the age and the limit. */
export type AgeProblem = { kind: 'old' | 'future'; message: string };

/**
 * Reads a duration as an environment's `privacy.maxFactsAge` has it, such as `24h`, `7 d` or `PT90M`, in milliseconds.
 *
 * @throws NetworkFactsError if it is not a duration, or has months or years
 */
export function durationMs(duration: string): number {
  const [, amount, unit] =
    /^(\d+(?:\.\d+)?)\s?(ms|s|m|h|d|w)$/.exec(duration) ?? [];
  if (amount && unit) return Number(amount) * units[unit];
  const iso =
    /^P(?=.)(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?=.)(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(
      duration,
    );
  const parts = ['w', 'd', 'h', 'm', 's'].map(
    (name, index) => Number(iso?.[index + 1] ?? 0) * units[name],
  );
  const sum = parts.reduce((total, part) => total + part, 0);
  if (iso && Number.isFinite(sum)) return sum;
  throw new NetworkFactsError(
    `maxFactsAge: '${duration}' is not a valid duration. Use a number with a unit, such as '24h'.`,
  );
}

/**
 * What is wrong with the age of network facts, if something is. Facts of the future are as doubtful as old ones.
 *
 * @param maxAge - a duration. @defaultValue {@link defaultMaxFactsAge}
 */
export function ageProblem(
  { at }: Pick<NetworkFacts, 'at'>,
  maxAge: string = defaultMaxFactsAge,
  now: Date = new Date(),
): AgeProblem | undefined {
  const limitMs = durationMs(maxAge);
  const ageMs = now.getTime() - Date.parse(at);
  if (ageMs < -clockSkewMs) {
    return {
      kind: 'future',
      message: `The network facts are of ${at}, which is in the future. Check the clock, then describe the network again.`,
    };
  }
  // Also if the time cannot be read.
  if (ageMs <= limitMs) return undefined;
  return {
    kind: 'old',
    message: `The network facts are of ${at}, ${ageOf(
      ageMs,
    )} ago, and older than ${maxAge} (privacy.maxFactsAge). Describe the network again.`,
  };
}

/**
 * Requires that network facts are recent enough for a deploy.
 *
 * @param maxAge - the environment's `privacy.maxFactsAge`. @defaultValue {@link defaultMaxFactsAge}
 * @throws NetworkFactsError with the time, the age and the limit
 * @public
 */
export function requireFresh(
  facts: Pick<NetworkFacts, 'at'>,
  maxAge?: string,
  now?: Date,
): void {
  const problem = ageProblem(facts, maxAge, now);
  if (problem) throw new NetworkFactsError(problem.message);
}

function ageOf(ms: number): string {
  if (ms >= 48 * hour) return `${Math.floor(ms / (24 * hour))} days`;
  return ms >= 2 * hour
    ? `${Math.floor(ms / hour)} hours`
    : `${Math.floor(ms / (60 * second))} minutes`;
}
