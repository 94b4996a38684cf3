import type { Verdict } from '../Verdict';
import { mutatedText, openText, privateText, verdictOf } from './cases';
import { openings } from './openings';

/** A case that failed. */
export type Failure = { seed: number; kind: string; why: string; text: string };

/**
 * Runs cases: a private template, one with each opening, and one whose text was changed, for each seed.
 *
 * @param first - the first seed
 * @param count - number of seeds
 * @param onFailure - called for each case that fails
 * @returns the number of cases
 */
export function runCases(
  first: number,
  count: number,
  onFailure: (failure: Failure) => void,
): number {
  let cases = 0;
  const check = (
    kind: string,
    seed: number,
    text: string,
    judge: (verdict: Verdict | undefined) => string | undefined,
  ) => {
    cases += 1;
    const why = problemOf(text, judge);
    if (why) onFailure({ seed, kind, why, text });
  };
  for (let seed = first; seed < first + count; seed += 1) {
    check('private', seed, privateText(seed), mustBePrivate);
    for (const [name, open] of Object.entries(openings)) {
      check(name, seed, openText(seed, open), mustNotBePrivate);
    }
    // Any verdict: a changed text may be a private template.
    check('changed text', seed, mutatedText(seed), () => undefined);
  }
  return cases;
}

function problemOf(
  text: string,
  judge: (verdict: Verdict | undefined) => string | undefined,
): string | undefined {
  try {
    return judge(verdictOf(text));
  } catch (error) {
    return error instanceof Error ? error.stack : `${error}`;
  }
}

function mustBePrivate(verdict: Verdict | undefined): string | undefined {
  if (verdict?.verdict === 'private') return undefined;
  const found = verdict?.findings.filter(({ severity }) => severity === 'H');
  return `is ${verdict?.verdict ?? 'not a template'}: ${found
    ?.map(({ rule, message }) => `${rule} ${message}`)
    .join(' ')}`;
}

function mustNotBePrivate(verdict: Verdict | undefined): string | undefined {
  if (!verdict) return 'is not a template';
  return verdict.verdict === 'private' ? 'is private' : undefined;
}
