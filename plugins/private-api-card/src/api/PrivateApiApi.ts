import { createApiRef } from '@backstage/core-plugin-api';
import type {
  EnvironmentView,
  HealthView,
  LeftoverStackView,
} from '@private-serverless/backstage-plugin-private-api-common';

/**
 * What the frontend asks of the `private-api` backend. Everything throws `ResponseError` when the backend refuses.
 * @public
 */
export interface PrivateApiApi {
  /** @param entityRef - such as `component:default/orders` */
  health(entityRef: string, signal?: AbortSignal): Promise<HealthView>;
  /** Probes now, and tells what is known then. */
  checkNow(entityRef: string): Promise<HealthView>;
  /** The environments that the signed-in user may use. */
  environments(signal?: AbortSignal): Promise<EnvironmentView[]>;
  /**
   * The stacks of an environment whose component the catalog does not have.
   * @param environment - id of an environment
   */
  leftoverStacks(
    environment: string,
    signal?: AbortSignal,
  ): Promise<LeftoverStackView[]>;
}

/** @public */
export const privateApiApiRef = createApiRef<PrivateApiApi>({
  id: 'plugin.private-api.client',
});
