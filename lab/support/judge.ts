import {
  type HealthRecord,
  nextHealth,
  type ProbeResult,
} from '../../packages/probe/src';
import type { Expected } from './rows';

/** What the probe said, by the same keys. */
export type Seen = Record<keyof Expected, string>;

/**
 * Compares.
 * @returns what differs, in words
 */
export function compare(expected: Expected, seen: Seen): string[] {
  const { code, state, withControl = state } = expected;
  const codes = [code].flat() as string[];
  const problem = (what: keyof Expected, wanted: string) =>
    `${what} is ${JSON.stringify(seen[what])}, expected ${JSON.stringify(
      wanted,
    )}`;
  return [
    ...(codes.includes(seen.code) ? [] : [problem('code', codes.join(' or '))]),
    ...(seen.state === state ? [] : [problem('state', state)]),
    ...(seen.withControl === withControl
      ? []
      : [problem('withControl', withControl)]),
    ...(['headline', 'advice'] as const).flatMap(key =>
      seen[key].startsWith(expected[key] ?? '')
        ? []
        : [problem(key, expected[key]!)],
    ),
    ...(seen.note.includes(expected.note ?? '')
      ? []
      : [problem('note', expected.note!)]),
  ];
}

/** The health after three results. */
export function judge(
  results: ProbeResult[],
  control?: 'responds' | 'fails',
): HealthRecord {
  let record: HealthRecord | undefined;
  for (let i = 0; i < 3; i++) {
    const result = results[Math.min(i, results.length - 1)];
    record = nextHealth(record, result, { control });
  }
  return record!;
}
