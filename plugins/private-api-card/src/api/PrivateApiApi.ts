import { createApiRef } from '@backstage/core-plugin-api';
import type {
  EnvironmentView,
  HealthView,
  HistoryResolution,
  HistoryView,
  LeftoverStackView,
  ProofList,
  ReadinessView,
  StackList,
  TargetCounts,
  TargetFilters,
  TargetGrouping,
  TargetList,
  TargetQuery,
  TransitionList,
  VantageHealth,
} from '@private-serverless/backstage-plugin-private-api-common';

/**
 * Which part of a history to read. Without a target or vantage, of all of them.
 * @public
 */
export type HistoryQuery = {
  resolution: HistoryResolution;
  /** ISO 8601. */
  from: string;
  /** ISO 8601. */
  to: string;
  /** `TargetView.targetId` */
  target?: string;
  /** Id of a vantage. */
  vantage?: string;
};

/**
 * Which transitions to read.
 * @public
 */
export type TransitionQuery = {
  /** `TargetView.targetId` */
  target?: string;
  /** Id of a vantage. Absent: transitions of targets as a whole. */
  vantage?: string;
  /** 1 to 100. @defaultValue 20 */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
};

/**
 * Client of the `private-api` backend. Every method throws `ResponseError` if the backend rejects the request.
 *
 * Responses that are polled keep their identity: what did not change since the last response for the same request is the
 * same object, so that nothing is rendered again.
 * @public
 */
export interface PrivateApiApi {
  /**
   * Health of the targets of an entity.
   * @param entityRef - such as `component:default/orders`
   */
  health(entityRef: string, signal?: AbortSignal): Promise<HealthView>;
  /** Probes every target of an entity and returns its health. */
  checkNow(entityRef: string): Promise<HealthView>;
  /** Environments that the signed-in user can use. */
  environments(signal?: AbortSignal): Promise<EnvironmentView[]>;
  /**
   * Whether a service can be deployed to an environment, by its latest check.
   * @param environment - id of the environment
   */
  readiness(environment: string, signal?: AbortSignal): Promise<ReadinessView>;
  /**
   * Checks an environment now. The backend allows it once per minute.
   * @param environment - id of the environment
   */
  checkReadiness(environment: string): Promise<ReadinessView>;
  /**
   * Stacks of an environment whose component is not in the catalog.
   * @param environment - id of the environment
   */
  leftoverStacks(
    environment: string,
    signal?: AbortSignal,
  ): Promise<LeftoverStackView[]>;
  /** One page of the targets that the user can see. */
  targets(query: TargetQuery, signal?: AbortSignal): Promise<TargetList>;
  /**
   * Numbers of targets by state, and by group.
   * @param by - the groupings to count by
   */
  targetCounts(
    filters: TargetFilters,
    by: TargetGrouping[],
    signal?: AbortSignal,
  ): Promise<TargetCounts>;
  /** All targets of a query as CSV. */
  exportTargets(
    query: Omit<TargetQuery, 'limit' | 'cursor'>,
    signal?: AbortSignal,
  ): Promise<Blob>;
  /** Results of the targets of an entity over time. */
  history(
    entityRef: string,
    query: HistoryQuery,
    signal?: AbortSignal,
  ): Promise<HistoryView>;
  /** Changes of state of the targets of an entity, newest first. */
  transitions(
    entityRef: string,
    query?: TransitionQuery,
    signal?: AbortSignal,
  ): Promise<TransitionList>;
  /** What AWS reports of the bound stacks of an entity. */
  stacks(entityRef: string, signal?: AbortSignal): Promise<StackList>;
  /** The latest privacy proofs of the bound stacks of an entity. */
  proofs(entityRef: string, signal?: AbortSignal): Promise<ProofList>;
  /** Every vantage with its own health. */
  vantages(signal?: AbortSignal): Promise<VantageHealth[]>;
}

/**
 * Reference of the client, to use or replace it in an app.
 * @public
 */
export const privateApiApiRef = createApiRef<PrivateApiApi>({
  id: 'plugin.private-api.client',
});
