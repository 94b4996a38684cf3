import { createApiRef } from '@backstage/core-plugin-api';
import type {
  EnvironmentView,
  HealthView,
  LeftoverStackView,
  ReadinessView,
} from '@private-serverless/backstage-plugin-private-api-common';

/**
 * Client of the `private-api` backend. Every method throws `ResponseError` if the backend rejects the request.
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
}

/**
 * Reference of the client, to use or replace it in an app.
 * @public
 */
export const privateApiApiRef = createApiRef<PrivateApiApi>({
  id: 'plugin.private-api.client',
});
