import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import privateApiPlugin from '..';
import type { TestAws } from './aws';
import { emptyMemoryDatabase } from './store';

/** A component with these stacks in its annotation. */
export function component(name: string, stackArn?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations:
        stackArn === undefined
          ? {}
          : { 'private-serverless.dev/stack-arn': stackArn },
    },
    spec: { type: 'service', owner: 'payments', lifecycle: 'production' },
  };
}

/** The configuration for the sandbox, as in the demo. */
export function configFor(aws: TestAws, privateApi: JsonObject = {}) {
  return {
    aws: {
      accounts: [
        {
          accountId: '111111111111',
          accessKeyId: 'any',
          secretAccessKey: 'any',
        },
      ],
    },
    privateServerless: {
      environments: [
        {
          id: 'local',
          title: 'Sandbox',
          accountId: '111111111111',
          region: 'eu-central-1',
          awsEndpointUrl: aws.api.url,
          artifactBucket: ARTIFACT_BUCKET,
          corporateCidrs: ['10.0.0.0/8'],
          network: { new: { cidrs: ['10.64.0.0/20'] } },
        },
      ],
    },
    privateApi: {
      interval: { local: '15s' },
      vantages: [
        {
          id: 'sandbox',
          title: 'Sandbox VPC',
          environment: 'local',
          resolver: aws.sandbox.resolver,
          connectProxy: aws.tunnel.url,
          trustBundle: aws.sandbox.caFile,
        },
      ],
      ...privateApi,
    },
  };
}

/** Starts a backend with the plugin and a catalog. Scheduled tasks run only when a test triggers them. */
export async function startBackend(options: {
  config: JsonObject;
  entities?: Entity[];
  features?: BackendFeature[];
}) {
  const scheduler = mockServices.scheduler();
  const { features = [] } = options;
  const hasDatabase = features.some(
    feature =>
      (feature as { service?: { id: string } }).service?.id ===
      coreServices.database.id,
  );
  const backend = await startTestBackend({
    features: [
      privateApiPlugin,
      mockServices.rootConfig.factory({ data: options.config }),
      catalogServiceMock.factory({ entities: options.entities ?? [] }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      // That of the test backend is never destroyed.
      ...(hasDatabase
        ? []
        : [mockServices.database.factory({ knex: emptyMemoryDatabase() })]),
      ...features,
    ],
  });
  const agent = request(backend.server);
  const path = (name: string) =>
    `/api/private-api/v1/entities/component/default/${name}`;
  return {
    agent,
    port: backend.server.port(),
    path,
    /** Runs one of the scheduled tasks of the plugin once. */
    run: (
      task:
        | 'catalog-pass'
        | 'due-round'
        | 'entry-state'
        | 'forget'
        | 'notices'
        | 'proofs'
        | 'readiness'
        | 'vantages',
    ) => scheduler.triggerTask(`private-api-${task}`),
    async health(name: string): Promise<HealthView> {
      const { body } = await agent.get(`${path(name)}/health`).expect(200);
      return body;
    },
    async check(name: string): Promise<HealthView> {
      const { body } = await agent.post(`${path(name)}/check`).expect(200);
      return body;
    },
    stop: () => backend.stop(),
  };
}

/** The header of a request without credentials. */
export const unauthenticated = { Authorization: mockCredentials.none.header() };
