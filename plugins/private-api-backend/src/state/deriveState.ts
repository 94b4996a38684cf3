import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { Finding } from '../entry/judge/Finding';
import type { Check } from '../store/HealthStore';
import type { Target } from '../targets/Target';
import { targetView } from '../view/healthView';
import { combineVantages } from './combineVantages';
import { explainTarget } from './explain';
import { openWindow, probeInterval } from './schedule';
import {
  type DerivedRow,
  stateRow,
  type StateRow,
  whenStale,
} from './stateRows';

/**
 * The state of a target as a whole. It is that of the card, since both come from the same view.
 * @param options - `now` in epoch milliseconds, `previous`: the row of before, with AWS's side
 */
export function deriveState(options: {
  target: Target;
  checks: readonly Check[];
  previous: Pick<StateRow, 'aws' | 'certificate_at'>;
  config: ProbingConfig;
  environments: readonly Environment[];
  now: number;
}): DerivedRow {
  const { target, checks, previous, now } = options;
  const findings: Finding[] = JSON.parse(previous.aws ?? '[]');
  const withHistory = checks.map(check => ({ ...check, history: [] }));
  const viewAt = (time: number) =>
    targetView(target, withHistory, { ...options, now: time }, findings);
  const view = viewAt(now);
  const combined = combineVantages(view.vantages, openWindow(target, now));
  const recordOf = (vantageId: string) =>
    checks.find(check => check.vantageId === vantageId)?.record;
  return stateRow({
    id: target.id,
    view,
    explanation: explainTarget(view, combined, recordOf),
    checks,
    staleAt:
      view.state === 'unknown'
        ? undefined
        : whenStale(
            checks,
            probeInterval(options.config, target),
            time => viewAt(time).state,
          ),
    knownCertificateAt: previous.certificate_at,
  });
}
