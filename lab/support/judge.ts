import {
  type HealthRecord,
  needsControl,
  nextHealth,
  type ProbeResult,
  withControl,
} from '../../packages/probe/src';
import type { Expected } from './rows';

/** What the probe says about a target. */
export type Verdict = { code: string; state: string };

/** What the probe said in one row. */
export type Seen = Verdict & {
  withControl: Verdict;
  headline: string;
  advice: string;
  note: string;
};

/**
 * Compares.
 * @returns what differs, in words
 */
export function compare(expected: Expected, seen: Seen): string[] {
  const { code, state, withControl: controlled } = expected;
  const codes: string[] = [code].flat();
  const states: string[] = [state].flat();
  const problem = (what: string, is: string, wanted: string) =>
    `${what} is ${JSON.stringify(is)}, expected ${JSON.stringify(wanted)}`;
  const verdict = (
    what: string,
    is: Verdict,
    right: string[],
    then: string[],
  ) => [
    ...(right.includes(is.code)
      ? []
      : [problem(`${what}code`, is.code, right.join(' or '))]),
    ...(then.includes(is.state)
      ? []
      : [problem(`${what}state`, is.state, then.join(' or '))]),
  ];
  return [
    ...verdict('', seen, codes, states),
    ...verdict(
      'with a control target, ',
      seen.withControl,
      controlled?.code ? [controlled.code] : codes,
      controlled ? [controlled.state] : states,
    ),
    ...(['headline', 'advice', 'note'] as const).flatMap(key =>
      seen[key].startsWith(expected[key] ?? '')
        ? []
        : [problem(key, seen[key], expected[key]!)],
    ),
  ];
}

/** The health after three results. The last one is repeated. */
export function judge(results: ProbeResult[]): HealthRecord {
  let record: HealthRecord | undefined;
  for (let i = 0; i < 3; i++) {
    const result = results[Math.min(i, results.length - 1)];
    record = nextHealth(record, result);
  }
  return record!;
}

/** Adds to each result that needs it what a probe of the control target said. */
export function decide(
  results: ProbeResult[],
  control: ProbeResult,
): ProbeResult[] {
  const state = control.healthy ? 'responds' : 'fails';
  return results.map(result =>
    needsControl(result)
      ? withControl(result, { state, message: `the control target ${state}` })
      : result,
  );
}
