import type {
  HealthState,
  Hop,
  TargetView,
  VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { HealthRecord } from '@private-serverless/probe';
import type { Combined } from './combineVantages';

/** Why a target has its state. */
export type Explanation = {
  /** Failure or reason, such as `tcp.timeout` or `data.stale`. */
  code?: string;
  /** The hop that is broken. */
  hop?: Hop;
  /** For people, one line. */
  cause?: string;
};

const fine: HealthState[] = ['up', 'maintenance', 'unknown'];

/**
 * Why a target has its state from one vantage.
 * @param record - of the probes. If its state differs, AWS's side decides
 */
export function explainVantage(
  view: VantageView,
  record: HealthRecord | undefined,
): Explanation {
  const { state, reason, failure, note, diagnosis } = view;
  if (state === 'unknown' && reason) {
    return { code: reason.code, cause: reason.headline };
  }
  if (state === 'maintenance') return { code: 'maintenance' };
  if (fine.includes(state)) return {};
  const broken =
    diagnosis?.hops.find(hop => hop.state === 'failed') ??
    diagnosis?.hops.find(hop => hop.state === 'degraded');
  const hop = broken && { hop: broken.hop };
  if (record?.state !== state) {
    return { code: 'entry', ...hop, ...(note && { cause: note }) };
  }
  const cause =
    state === 'degraded'
      ? note ?? failure?.headline
      : failure?.headline ?? note;
  const code = record.reason ?? failure?.code;
  return { ...(code && { code }), ...hop, ...(cause && { cause }) };
}

/**
 * Why a target has its state as a whole.
 * @param combined - of the vantages of the view
 * @param recordOf - returns the record of a vantage
 */
export function explainTarget(
  { state, reason, maintenance }: TargetView,
  combined: Combined<VantageView>,
  recordOf: (vantageId: string) => HealthRecord | undefined,
): Explanation {
  if (state === 'maintenance') {
    return {
      code: 'maintenance',
      ...(maintenance && { cause: `Maintenance until ${maintenance.until}` }),
    };
  }
  const [first] = combined.decisive;
  if (!first) {
    return reason ? { code: reason.code, cause: reason.headline } : {};
  }
  const explanation = explainVantage(first, recordOf(first.id));
  if (!combined.partial) return explanation;
  const from = combined.decisive.map(({ title }) => title).join(', ');
  const cause = [`Failing from ${from}`, explanation.cause].filter(Boolean);
  return { ...explanation, cause: cause.join(': ') };
}
