import { createBackend } from '@backstage/backend-defaults';
import { HostDiscovery } from '@backstage/backend-defaults/discovery';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  type BackendFeature,
  coreServices,
  createBackendModule,
  createServiceFactory,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import guestProvider from '@backstage/plugin-auth-backend-module-guest-provider';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import {
  AuthorizeResult,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import signalsPlugin from '@backstage/plugin-signals-backend';
import privateApiPlugin from '@private-serverless/backstage-plugin-private-api-backend';
import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

/** Users see only entities that they own, except the platform team. */
const policy: PermissionPolicy = {
  async handle({ permission }, user) {
    const claims = user?.info.ownershipEntityRefs ?? [];
    return permission.name === 'catalog.entity.read' &&
      isResourcePermission(permission, 'catalog-entity') &&
      !claims.includes('group:default/platform')
      ? createCatalogConditionalDecision(
          permission,
          catalogConditions.isEntityOwner({ claims }),
        )
      : { result: AuthorizeResult.ALLOW };
  },
};

const policyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'own-entities-only',
  register(registry) {
    registry.registerInit({
      deps: { point: policyExtensionPoint },
      async init({ point }) {
        point.setPolicy(policy);
      },
    });
  },
});

/** A service of the catalog, with the columns of its target. */
export type Service = {
  name: string;
  owner: string;
  state: string;
  system?: string;
  environment?: string;
  version?: string;
};

const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/x/12345678-1234-1234-1234-123456789012';

const component = ({ name, owner }: Service) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: { 'private-serverless.dev/stack-arn': stackArn },
  },
  spec: { type: 'service', lifecycle: 'production', owner },
});

const group = (name: string, members: string[] = []) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name },
  spec: { type: 'team', children: [], members },
});

const user = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'somebody' },
  spec: { memberOf: ['shop'] },
};

/** Opaque id of the target of a service. */
export const idOf = (name: string) =>
  createHash('sha256').update(name).digest('hex').slice(0, 32);

async function seed(knex: Knex, services: readonly Service[]) {
  const now = Date.now();
  for (const [index, service] of services.entries()) {
    const id = idOf(service.name);
    await knex('targets').insert({
      id,
      entity_ref: `component:default/${service.name}`,
      stack_arn: stackArn,
      knowledge: '{}',
      synced_at: now,
      name: service.name,
      title: service.name,
      owner: service.owner,
      system: service.system,
      environment_id: service.environment,
      template_version: service.version,
    });
    await knex('states').insert({
      target_id: id,
      state: service.state,
      since: now,
      stale_at: now + 3_600_000,
      certificate_at: now + 40 * 24 * 3_600_000,
      changed_at: now,
    });
    await knex('checks').insert({
      target_id: id,
      vantage_id: 'corp',
      next_due_at: now + 3_600_000,
      lease_until: 0,
      slow: false,
      state: index % 2 === 0 ? 'up' : 'unknown',
    });
  }
}

/**
 * A backend with the real catalog, sign-in, permission framework and notifications, with these services in the catalog and in the
 * database of the plugin, and a signed-in user of a group. Scheduled tasks run only when a test triggers them.
 */
export async function startPrivateApis(
  services: readonly Service[],
  claim: string,
) {
  const folder = mkdtempSync(path.join(tmpdir(), 'private-apis-'));
  const file = path.join(folder, 'catalog-info.yaml');
  writeFileSync(
    file,
    [
      ...services.map(component),
      group('shop', ['somebody']),
      group('bank'),
      group('platform'),
      user,
    ]
      .map(entity => JSON.stringify(entity))
      .join('\n---\n'),
  );
  const scheduler = mockServices.scheduler();
  let database: DatabaseService | undefined;
  let server: Server | undefined;
  const port = () => (server!.address() as AddressInfo).port;
  const features: BackendFeature[] = [
    authPlugin,
    guestProvider,
    catalogPlugin,
    notificationsPlugin,
    permissionPlugin,
    policyModule,
    privateApiPlugin,
    signalsPlugin,
    createBackendModule({
      pluginId: 'private-api',
      moduleId: 'database-of-test',
      register(registry) {
        registry.registerInit({
          deps: { database: coreServices.database },
          async init(deps) {
            database = deps.database;
          },
        });
      },
    }),
    createServiceFactory({
      service: coreServices.scheduler,
      deps: {},
      factory: () => scheduler,
    }),
    mockServices.rootLogger.factory({ level: 'none' }),
    rootHttpRouterServiceFactory({
      configure(context) {
        server = context.server;
        context.applyDefaults();
      },
    }),
    createServiceFactory({
      service: coreServices.discovery,
      deps: { started: coreServices.rootHttpRouter },
      async factory() {
        const backendConfig = {
          baseUrl: `http://localhost:${port()}`,
          listen: { port: port() },
        };
        return HostDiscovery.fromConfig(
          mockServices.rootConfig({ data: { backend: backendConfig } }),
        );
      },
    }),
    mockServices.rootConfig.factory({
      data: {
        app: { baseUrl: 'http://localhost:3000' },
        backend: {
          baseUrl: 'http://localhost',
          listen: { host: 'localhost', port: 0 },
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        auth: {
          providers: {
            guest: {
              userEntityRef: 'user:default/somebody',
              ownershipEntityRefs: ['user:default/somebody', claim],
              dangerouslyAllowOutsideDevelopment: true,
            },
          },
        },
        permission: { enabled: true },
        catalog: {
          processingInterval: { seconds: 1 },
          rules: [{ allow: ['Component', 'Group', 'User'] }],
          locations: [{ type: 'file', target: file }],
        },
        privateServerless: {
          environments: ['dev', 'prod'].map(id => ({
            id,
            accountId: '111111111111',
            region: 'eu-central-1',
          })),
        },
        privateApi: { vantages: [{ id: 'corp', title: 'Corporate' }] },
      },
    }),
  ];
  const backend = createBackend();
  for (const feature of features) backend.add(feature);
  await backend.start();
  const base = `http://localhost:${port()}/api`;
  const signIn = await fetch(`${base}/auth/guest/refresh`, { method: 'POST' });
  const { backstageIdentity } = (await signIn.json()) as any;
  const call = async (pathname: string, body?: object) => {
    const response = await fetch(`${base}/${pathname}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${backstageIdentity.token}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  };
  const knex = await database!.getClient();
  await seed(knex, services);
  // The catalog reads its file in the background.
  for (;;) {
    const { body } = await call('catalog/entities?filter=kind=component');
    const visible = services.filter(
      ({ owner }) => owner === claim || claim === 'group:default/platform',
    );
    if (body.length === visible.length) break;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return {
    call,
    /** Opens a WebSocket to a plugin, as its page does. @param token - that of the user by default */
    connect: (pluginId: string, token = backstageIdentity.token) =>
      new WebSocket(`${base.replace('http', 'ws')}/${pluginId}`, token),
    knex,
    run: (task: string) => scheduler.triggerTask(`private-api-${task}`),
    async stop() {
      await backend.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
