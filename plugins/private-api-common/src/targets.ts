import type { Uptime } from './history';
import type { Entry, HealthState, Hop } from './probe';

/**
 * One target in a list: a service in an environment.
 * @public
 */
export type TargetSummary = Uptime & {
  /** Opaque id, `TargetView.targetId`. */
  id: string;
  entityRef: string;
  /** Title of the entity, or its name. */
  title: string;
  /** Ref of the owner. */
  owner?: string;
  /** Ref of the system. */
  system?: string;
  environment?: { id: string; title: string };
  entry?: Entry;
  /** Version of the golden path that the stack was generated with. */
  templateVersion?: string;
  /** Whether a newer version of the golden path exists. Absent if not known. */
  behind?: boolean;
  state: HealthState;
  /** Since when, ISO 8601. */
  since?: string;
  /** Failure or reason, such as `tcp.timeout` or `stack.notBound`. A newer backend can have others. */
  code?: string;
  /** The hop that is broken. */
  hop?: Hop;
  /** Why the state is what it is. For people, one line. */
  cause?: string;
  /** Absent if not known. */
  private?: boolean;
  /** When the first certificate of the chain expires, ISO 8601. */
  certificateExpiresAt?: string;
  /** When the latest probe started, ISO 8601. */
  checkedAt?: string;
  /**
   * The last 24 hours: 48 shares of healthy results, from 0 to 1, oldest first. `null`: nothing was observed.
   */
  strip: Array<number | null>;
};

/** Keys by which a list of targets can be sorted. @public */
export const targetSortKeys = [
  'state',
  'name',
  'environment',
  'owner',
  'hop',
  'since',
  'uptime',
  'p95',
  'certificate',
  'version',
] as const;

/** One of {@link targetSortKeys}. @public */
export type TargetSortKey = (typeof targetSortKeys)[number];

/**
 * Filters of a list of targets. Values of one filter are alternatives, and all filters apply together.
 * @public
 */
export type TargetFilters = {
  /** Part of the name or title of the entity, in any case. */
  search?: string;
  state?: HealthState[];
  /** Refs. An empty string: without an owner. */
  owner?: string[];
  /** Refs. An empty string: without a system. */
  system?: string[];
  /** Ids. */
  environment?: string[];
  /** Versions of the golden path. An empty string: not known. */
  version?: string[];
  /** Only services for which a newer version of the golden path exists. */
  behind?: boolean;
  /** Only targets whose certificate expires within this number of days. 0: expired. */
  certificateWithinDays?: number;
};

/** Query of `GET /v1/targets`. @public */
export type TargetQuery = TargetFilters & {
  /** @defaultValue 'state', the worst one first */
  sort?: TargetSortKey;
  /** @defaultValue 'asc' */
  order?: 'asc' | 'desc';
  /** 1 to 100. @defaultValue 20 */
  limit?: number;
  /** `nextCursor` or `previousCursor` of another page. It contains filters and order, so those are ignored. */
  cursor?: string;
};

/** The response of `GET /v1/targets`. @public */
export type TargetList = {
  items: TargetSummary[];
  /** Number of targets that match the filters and that the caller can see. */
  totalItems: number;
  /** Position of the first item, from 0. */
  offset: number;
  nextCursor?: string;
  previousCursor?: string;
};

/** Number of targets in each state. @public */
export type StateCounts = Record<HealthState, number>;

/** By what targets can be grouped. @public */
export const targetGroupings = [
  'owner',
  'system',
  'environment',
  'version',
] as const;

/** One of {@link targetGroupings}. @public */
export type TargetGrouping = (typeof targetGroupings)[number];

/** A group of targets. @public */
export type TargetGroup = {
  /** Ref, id or version. An empty string: none. */
  value: string;
  title: string;
  total: number;
  states: StateCounts;
};

/**
 * The response of `GET /v1/targets/counts`. Its filters are those of the list, and `by`, a list of groupings. The counts
 * by state ignore the filter by state, so that each count shows what its filter would find.
 * @public
 */
export type TargetCounts = {
  states: StateCounts;
  total: number;
  /** Services for which a newer version of the golden path exists. Absent if `latestVersion` is. */
  behind?: number;
  /** Certificates that expire within 30 days or have expired. */
  certificatesExpiring: number;
  /** Latest version of the golden path, from the configuration or the installed generator. Absent if not known. */
  latestVersion?: string;
  /** Groups that match the filters, except the filter by the same property. The worst ones first. */
  groups: Partial<Record<TargetGrouping, TargetGroup[]>>;
  /** Whether the caller can see at least one target, without filters. */
  any: boolean;
};

/** Health of a vantage. @public */
export type VantageHealth = {
  id: string;
  title: string;
  /** Id of the only environment that it probes. */
  environment?: string;
  /** `fails`: it cannot check its targets, so that their state is not known. `unknown`: nothing shows whether it works. */
  state: 'works' | 'fails' | 'unknown';
  /** ISO 8601. */
  since?: string;
  /** When it was last checked, ISO 8601. */
  checkedAt?: string;
  /** For people, one line. */
  cause?: string;
  /** Whether it has a control target. */
  hasControl: boolean;
  /** Number of targets that it probes and that the caller can see. */
  targets: number;
  /** Number of those whose state is unknown from it. */
  unknownTargets: number;
};
