import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import type {
  EnvironmentView,
  HealthView,
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
import type {
  HistoryQuery,
  PrivateApiApi,
  TransitionQuery,
} from './PrivateApiApi';
import { entityPath, environmentPath, queryOf } from './paths';
import { Responses } from './Responses';

/**
 * Implements {@link PrivateApiApi} over HTTP, with the credentials of the signed-in user.
 * @public
 */
export class PrivateApiClient implements PrivateApiApi {
  private readonly discoveryApi: DiscoveryApi;
  private readonly fetchApi: FetchApi;
  private readonly responses = new Responses();

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.discoveryApi = options.discoveryApi;
    this.fetchApi = options.fetchApi;
  }

  /** {@inheritDoc PrivateApiApi.health} */
  async health(entityRef: string, signal?: AbortSignal): Promise<HealthView> {
    return this.get(`${entityPath(entityRef)}/health`, signal);
  }

  /** {@inheritDoc PrivateApiApi.checkNow} */
  async checkNow(entityRef: string): Promise<HealthView> {
    return this.post(`${entityPath(entityRef)}/check`);
  }

  /** {@inheritDoc PrivateApiApi.environments} */
  async environments(signal?: AbortSignal): Promise<EnvironmentView[]> {
    return this.getItems('environments', signal);
  }

  /** {@inheritDoc PrivateApiApi.readiness} */
  async readiness(
    environment: string,
    signal?: AbortSignal,
  ): Promise<ReadinessView> {
    return this.get(`${environmentPath(environment)}/readiness`, signal);
  }

  /** {@inheritDoc PrivateApiApi.checkReadiness} */
  async checkReadiness(environment: string): Promise<ReadinessView> {
    return this.post(`${environmentPath(environment)}/readiness/check`);
  }

  /** {@inheritDoc PrivateApiApi.leftoverStacks} */
  async leftoverStacks(
    environment: string,
    signal?: AbortSignal,
  ): Promise<LeftoverStackView[]> {
    return this.getItems(`${environmentPath(environment)}/stacks`, signal);
  }

  /** {@inheritDoc PrivateApiApi.targets} */
  async targets(query: TargetQuery, signal?: AbortSignal): Promise<TargetList> {
    return this.get(`targets${queryOf(query)}`, signal);
  }

  /** {@inheritDoc PrivateApiApi.targetCounts} */
  async targetCounts(
    filters: TargetFilters,
    by: TargetGrouping[],
    signal?: AbortSignal,
  ): Promise<TargetCounts> {
    return this.get(`targets/counts${queryOf({ ...filters, by })}`, signal);
  }

  /** {@inheritDoc PrivateApiApi.exportTargets} */
  async exportTargets(
    query: Omit<TargetQuery, 'limit' | 'cursor'>,
    signal?: AbortSignal,
  ): Promise<Blob> {
    const path = `targets/export${queryOf(query)}`;
    const response = await this.send(await this.urlOf(path), { signal });
    return response.blob();
  }

  /** {@inheritDoc PrivateApiApi.history} */
  async history(
    entityRef: string,
    query: HistoryQuery,
    signal?: AbortSignal,
  ): Promise<HistoryView> {
    return this.get(
      `${entityPath(entityRef)}/history${queryOf(query)}`,
      signal,
    );
  }

  /** {@inheritDoc PrivateApiApi.transitions} */
  async transitions(
    entityRef: string,
    query: TransitionQuery = {},
    signal?: AbortSignal,
  ): Promise<TransitionList> {
    const path = `${entityPath(entityRef)}/transitions${queryOf(query)}`;
    return this.get(path, signal);
  }

  /** {@inheritDoc PrivateApiApi.stacks} */
  async stacks(entityRef: string, signal?: AbortSignal): Promise<StackList> {
    return this.get(`${entityPath(entityRef)}/stacks`, signal);
  }

  /** {@inheritDoc PrivateApiApi.proofs} */
  async proofs(entityRef: string, signal?: AbortSignal): Promise<ProofList> {
    return this.get(`${entityPath(entityRef)}/proofs`, signal);
  }

  /** {@inheritDoc PrivateApiApi.vantages} */
  async vantages(signal?: AbortSignal): Promise<VantageHealth[]> {
    return this.getItems('vantages', signal);
  }

  private async getItems<T>(path: string, signal?: AbortSignal): Promise<T[]> {
    return (await this.get<{ items: T[] }>(path, signal)).items;
  }

  private async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const url = await this.urlOf(path);
    const headers = this.responses.headersFor(url);
    return this.responses.read(url, await this.send(url, { headers, signal }));
  }

  private async post<T>(path: string): Promise<T> {
    const url = await this.urlOf(path);
    return (await this.send(url, { method: 'POST' })).json();
  }

  private async urlOf(path: string): Promise<string> {
    const baseUrl = await this.discoveryApi.getBaseUrl('private-api');
    return `${baseUrl}/v1/${path}`;
  }

  /** @throws ResponseError - if the status is neither a success nor 304 */
  private async send(url: string, init: RequestInit): Promise<Response> {
    const response = await this.fetchApi.fetch(url, init);
    if (!response.ok && response.status !== 304) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
