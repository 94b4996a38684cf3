import type { FailureCode, HealthState, Hop } from './probe';

/**
 * Results of one target from one vantage in one slot of time.
 * @public
 */
export type HistorySlot = {
  /** Start of the slot, ISO 8601. */
  at: string;
  /** Number of healthy results, or of those that show that authorization is enforced. */
  healthy: number;
  /** Number of results of a target that does not work. */
  unhealthy: number;
  /** Number of results that say nothing about the target, because the vantage could not check it. */
  inconclusive: number;
  /** Number of results during maintenance. They do not count as uptime or downtime. */
  maintenance: number;
  /** Number of results that the interval of the target makes expect in the slot. */
  expected: number;
  /** Failure of the latest result that is not healthy. */
  failure?: FailureCode;
  /** 95th percentile of the duration of healthy probes, in milliseconds. Absent without one. */
  p95Ms?: number;
  /** Mean duration of each phase of healthy probes, in milliseconds. */
  phases?: {
    dns: number;
    tcp: number;
    tls: number;
    firstByte: number;
    transfer: number;
    total: number;
  };
};

/** Length of the slots of a history. `raw`: one slot for each probe. @public */
export type HistoryResolution = 'raw' | '5m' | '1h' | '1d';

/**
 * Uptime and latency of a period. Only what was observed counts.
 * @public
 */
export type Uptime = {
  /** Share of healthy results among the healthy and unhealthy ones, from 0 to 1. Absent if there are none. */
  uptime?: number;
  /** Share of the expected results that were observed, from 0 to 1. */
  coverage: number;
  /** 95th percentile of the duration of healthy probes, in milliseconds. */
  p95Ms?: number;
};

/**
 * The last 24 hours of one target, over all vantages: 96 slots of 15 minutes, oldest first.
 * @public
 */
export type DayView = Uptime & {
  /** End of the last slot that was summarized, ISO 8601. */
  at: string;
  slots: HistorySlot[];
};

/**
 * History of one target from one vantage: an item of `GET /v1/entities/{kind}/{namespace}/{name}/history`.
 * @public
 */
export type HistorySeries = Uptime & {
  /** Id of the target: `TargetView.targetId`. */
  targetId: string;
  vantage: { id: string; title: string };
  /** Oldest first. Slots without any result are absent. */
  slots: HistorySlot[];
};

/** The response of `GET /v1/entities/{kind}/{namespace}/{name}/history`. @public */
export type HistoryView = {
  resolution: HistoryResolution;
  /** Length of a slot in milliseconds. Absent with `raw`. */
  slotMs?: number;
  /** ISO 8601. */
  from: string;
  /** ISO 8601. */
  to: string;
  /** Since when results of this resolution are kept, ISO 8601. */
  keptSince: string;
  series: HistorySeries[];
};

/**
 * One change of state of a target.
 * @public
 */
export type TransitionView = {
  id: string;
  targetId: string;
  /** Absent: the state of the target as a whole, over all vantages and AWS's side. */
  vantage?: { id: string; title: string };
  /** ISO 8601. */
  at: string;
  from: HealthState;
  to: HealthState;
  /** Until when the state held, ISO 8601. Absent: it still holds. */
  until?: string;
  /** Failure or reason, such as `tcp.timeout` or `data.stale`. A newer backend can have others. */
  code?: string;
  /** The hop that is broken. */
  hop?: Hop;
  /** For people, one line. */
  cause?: string;
};

/** The response of `GET /v1/entities/{kind}/{namespace}/{name}/transitions`, newest first. @public */
export type TransitionList = {
  items: TransitionView[];
  /** Absent: no older one. */
  nextCursor?: string;
};
