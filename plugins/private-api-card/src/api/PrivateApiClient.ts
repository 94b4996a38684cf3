import { parseEntityRef } from '@backstage/catalog-model';
import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  EnvironmentView,
  HealthView,
  LeftoverStackView,
  ReadinessView,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { PrivateApiApi } from './PrivateApiApi';

/**
 * Implements {@link PrivateApiApi} over HTTP, with the credentials of the signed-in user.
 * @public
 */
export class PrivateApiClient implements PrivateApiApi {
  private readonly discoveryApi: DiscoveryApi;
  private readonly fetchApi: FetchApi;

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.discoveryApi = options.discoveryApi;
    this.fetchApi = options.fetchApi;
  }

  /** {@inheritDoc PrivateApiApi.health} */
  async health(entityRef: string, signal?: AbortSignal): Promise<HealthView> {
    return this.request(`${entityPath(entityRef)}/health`, { signal });
  }

  /** {@inheritDoc PrivateApiApi.checkNow} */
  async checkNow(entityRef: string): Promise<HealthView> {
    return this.request(`${entityPath(entityRef)}/check`, { method: 'POST' });
  }

  /** {@inheritDoc PrivateApiApi.environments} */
  async environments(signal?: AbortSignal): Promise<EnvironmentView[]> {
    const { items } = await this.request<{ items: EnvironmentView[] }>(
      'environments',
      { signal },
    );
    return items;
  }

  /** {@inheritDoc PrivateApiApi.readiness} */
  async readiness(
    environment: string,
    signal?: AbortSignal,
  ): Promise<ReadinessView> {
    return this.request(`${environmentPath(environment)}/readiness`, {
      signal,
    });
  }

  /** {@inheritDoc PrivateApiApi.checkReadiness} */
  async checkReadiness(environment: string): Promise<ReadinessView> {
    return this.request(`${environmentPath(environment)}/readiness/check`, {
      method: 'POST',
    });
  }

  /** {@inheritDoc PrivateApiApi.leftoverStacks} */
  async leftoverStacks(
    environment: string,
    signal?: AbortSignal,
  ): Promise<LeftoverStackView[]> {
    const { items } = await this.request<{ items: LeftoverStackView[] }>(
      `${environmentPath(environment)}/stacks`,
      { signal },
    );
    return items;
  }

  private async request<T>(path: string, init: RequestInit): Promise<T> {
    const baseUrl = await this.discoveryApi.getBaseUrl('private-api');
    const response = await this.fetchApi.fetch(`${baseUrl}/v1/${path}`, init);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}

function entityPath(entityRef: string): string {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return ['entities', kind, namespace, name].map(encodeURIComponent).join('/');
}

function environmentPath(id: string): string {
  return `environments/${encodeURIComponent(id)}`;
}
