import type {
  Diagnosis,
  Entry,
  FailureCode,
  HealthState,
  ProbeResult,
} from './probe';
import type { DayView } from './history';
import type { ProofSummary } from './proofs';
import type { Reason } from './reasons';

/**
 * Why the latest probe failed, as texts.
 * @public
 */
export type FailureView = {
  code: FailureCode;
  headline: string;
  advice: string;
};

/**
 * One past result, without details.
 * @public
 */
export type HistoryPoint = {
  /** ISO 8601. */
  at: string;
  outcome: 'healthy' | 'unhealthy' | 'unknown';
  /** Total duration of the probe in milliseconds. */
  totalMs?: number;
  failure?: FailureCode;
};

/**
 * State of one target from one vantage.
 * @public
 */
export type VantageView = {
  /** Id from `privateApi.vantages`. */
  id: string;
  title: string;
  state: HealthState;
  /** Start time of the state, ISO 8601. Absent before the first probe. */
  since?: string;
  consecutiveFailures: number;
  consecutiveSuccesses: number;
  /** Why the state is `unknown`. */
  reason?: Reason;
  /** Additional information about the state, such as "authorization enforced". */
  note?: string;
  /** When the latest probe started, ISO 8601. */
  checkedAt?: string;
  /** When the next probe is due, ISO 8601. */
  nextDueAt?: string;
  /** Whether every resolved address is private. Absent if nothing was resolved. */
  private?: boolean;
  result?: ProbeResult;
  diagnosis?: Diagnosis;
  failure?: FailureView;
  /** Past results, oldest first, at most 60. */
  history: HistoryPoint[];
};

/**
 * One target of an entity: a stack, its URL, and its state from each vantage.
 * @public
 */
export type TargetView = {
  /** ARN of the stack, or the value of the annotation if it is not a valid ARN. */
  id: string;
  /** Opaque id, the one of lists, histories and signals. Absent in responses of version 0.2.0. */
  targetId?: string;
  stackName?: string;
  environment?: { id: string; title: string };
  /** The URL that is probed. Absent if the stack is not bound or has no URL. */
  url?: string;
  /** Base URL of the service. */
  endpointUrl?: string;
  entry?: Entry;
  templateVersion?: string;
  /** The worst state of all vantages. */
  state: HealthState;
  since?: string;
  reason?: Reason;
  private?: boolean;
  /** Absent until the target was summarized for the first time. */
  day?: DayView;
  /** The maintenance window that is open. */
  maintenance?: { from: string; until: string };
  /** The latest privacy proof of the live stack. Absent until it was verified. */
  proof?: ProofSummary;
  vantages: VantageView[];
};

/**
 * Health of one entity: the response of `GET /v1/entities/{kind}/{namespace}/{name}/health`.
 * @public
 */
export type HealthView = {
  /** Such as `component:default/orders`. */
  entityRef: string;
  /** The worst state of all targets, or `unknown` if there is none. */
  state: HealthState;
  /** Start time of the state, ISO 8601. */
  since?: string;
  /** Why the state is `unknown`. */
  reason?: Reason;
  /** True if every target is proven private, false if one is proven not to be. Otherwise absent. */
  private?: boolean;
  /** When the most recent probe of any target started, ISO 8601. */
  checkedAt?: string;
  targets: TargetView[];
  /** Annotations of the entity that are ignored, because their value is not valid. One sentence each. */
  problems?: string[];
  /** Time of the response on the clock of the server, ISO 8601. */
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
 * The worst of several states. `unknown` is worse than `suspect`, because a part without data may be down.
 * @returns `unknown` if the list is empty
 * @public
 */
export function worstState(states: HealthState[]): HealthState {
  return worstFirst.find(state => states.includes(state)) ?? 'unknown';
}
