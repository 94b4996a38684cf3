import type { Entry } from './plan';

/** What one step of a service shows: numbers of the claims in docs/aws-claims.md. */
export type StepName = 'deploy' | 'again' | 'respond' | 'drift' | 'destroy';

/** Claims that a step confirms for a service of any entry. */
const always: Partial<Record<StepName, number[]>> = {
  deploy: [4, 5, 7, 9],
  again: [18],
};

/** Claims that it confirms for one entry in addition. */
const byEntry: Record<Entry, Partial<Record<StepName, number[]>>> = {
  endpoint: { deploy: [6], respond: [1, 11, 17] },
  'custom-domain': { deploy: [6, 120], respond: [113, 115, 116] },
  alb: { deploy: [6, 123, 127], respond: [121, 122, 131] },
  'alb-lambda': { deploy: [125, 127], respond: [128] },
};

/** The claims that a step of a service with an entry confirms if it succeeds. */
export function claimsOf(entry: Entry, step: StepName): number[] {
  // Without an API, nothing is known about the policies of APIs.
  const general =
    entry === 'alb-lambda' && step === 'deploy' ? [7, 9] : always[step];
  return [...(general ?? []), ...(byEntry[entry][step] ?? [])];
}
