import type {
  Diagnosis,
  Entry,
  FailureCode,
  HealthState,
  ProbeResult,
} from './probe';
import type { Reason } from './reasons';

/**
 * Why the latest check failed, in words.
 * @public
 */
export type FailureView = {
  code: FailureCode;
  headline: string;
  advice: string;
};

/**
 * One past result, without its details.
 * @public
 */
export type HistoryPoint = {
  /** ISO 8601. */
  at: string;
  outcome: 'healthy' | 'unhealthy' | 'unknown';
  /** Milliseconds over all phases, where the probe got that far. */
  totalMs?: number;
  failure?: FailureCode;
};

/**
 * What one vantage says about one target.
 * @public
 */
export type VantageView = {
  /** Id from `privateApi.vantages`. */
  id: string;
  title: string;
  state: HealthState;
  /** Since when the state holds, ISO 8601; absent when nothing was ever measured. */
  since?: string;
  consecutiveFailures: number;
  consecutiveSuccesses: number;
  /** Why the state is `unknown`. */
  reason?: Reason;
  /** A remark on a state, such as "authorisation enforced". */
  note?: string;
  /** When the latest result was measured, ISO 8601. */
  checkedAt?: string;
  /** When the next check is due, ISO 8601. */
  nextDueAt?: string;
  /** Whether every resolved address is private; undefined when nothing was resolved. */
  private?: boolean;
  result?: ProbeResult;
  diagnosis?: Diagnosis;
  failure?: FailureView;
  /** Oldest first, at most 60. */
  history: HistoryPoint[];
};

/**
 * One endpoint of an entity: a stack, its URL, and what each vantage says.
 * @public
 */
export type TargetView = {
  /** The stack's ARN, or the value in the annotation that should have been one. */
  id: string;
  stackName?: string;
  environment?: { id: string; title: string };
  /** The URL that is probed; absent when the stack was not bound or has none. */
  url?: string;
  /** The service's base URL. */
  endpointUrl?: string;
  entry?: Entry;
  templateVersion?: string;
  /** The worst of the vantages. */
  state: HealthState;
  since?: string;
  reason?: Reason;
  private?: boolean;
  vantages: VantageView[];
};

/**
 * The health of one entity: the answer of `GET /v1/entities/{kind}/{namespace}/{name}/health`.
 * @public
 */
export type HealthView = {
  /** `component:default/orders`. */
  entityRef: string;
  /** The worst of the targets; `unknown` when there is none. */
  state: HealthState;
  /** Since when the state holds, ISO 8601. */
  since?: string;
  /** Why the state is `unknown`. */
  reason?: Reason;
  /** True when every target is known to be private, false when one is known not to be, else undefined. */
  private?: boolean;
  /** The most recent check of any target, ISO 8601. */
  checkedAt?: string;
  targets: TargetView[];
  /** The server's clock when it answered, ISO 8601. */
  generatedAt: string;
};

const worstFirst: HealthState[] = [
  'exposed',
  'down',
  'unknown',
  'suspect',
  'degraded',
  'maintenance',
  'up',
];

/**
 * The state to show for several: the worst. `unknown` is worse than `suspect`, since a part that nobody sees may be down.
 * @returns `unknown` for an empty list
 * @public
 */
export function worstState(states: HealthState[]): HealthState {
  return worstFirst.find(state => states.includes(state)) ?? 'unknown';
}
