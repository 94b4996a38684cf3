import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import guestProvider from '@backstage/plugin-auth-backend-module-guest-provider';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import permissionPlugin from '@backstage/plugin-permission-backend';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import privateApiPlugin from '@private-serverless/backstage-plugin-private-api-backend';
import privateServerlessModule from '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless';
import type { JsonObject } from '@backstage/types';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import policyModule from './__testUtils__/permissionPolicy';

const environment = (id: string) => ({
  id,
  accountId: '111111111111',
  region: 'eu-central-1',
});

const component = (name: string, owner: string) =>
  JSON.stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name },
    spec: { type: 'service', lifecycle: 'production', owner },
  });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'permission-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A catalog file with one component of each of two teams. */
function components(): string {
  const file = path.join(folder, 'catalog-info.yaml');
  writeFileSync(
    file,
    [component('ours', 'shop'), component('theirs', 'bank')].join('\n---\n'),
  );
  return file;
}

/** A backend with Backstage's own sign-in and permissions, and a signed-in user. */
async function startAs(owner: string, actions?: JsonObject) {
  const backend = await startTestBackend({
    features: [
      authPlugin,
      guestProvider,
      catalogPlugin,
      permissionPlugin,
      policyModule,
      privateApiPlugin,
      privateServerlessModule,
      scaffolderPlugin,
      actionsRegistryServiceFactory,
      authServiceFactory,
      httpAuthServiceFactory,
      permissionsServiceFactory,
      userInfoServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: {
            baseUrl: 'http://localhost',
            ...(actions ? { actions } : {}),
          },
          auth: {
            providers: {
              guest: {
                userEntityRef: 'user:default/somebody',
                ownershipEntityRefs: ['user:default/somebody', owner],
                dangerouslyAllowOutsideDevelopment: true,
              },
            },
          },
          permission: { enabled: true },
          catalog: {
            processingInterval: { seconds: 1 },
            locations: [{ type: 'file', target: components() }],
          },
          privateServerless: {
            environments: [environment('dev'), environment('prod')],
          },
        },
      }),
    ],
  });
  const base = `http://localhost:${backend.server.port()}/api`;
  const signIn = await fetch(`${base}/auth/guest/refresh`, { method: 'POST' });
  const { backstageIdentity } = (await signIn.json()) as any;
  return {
    stop: () => backend.stop(),
    async call(pathname: string, body?: JsonObject) {
      const response = await fetch(`${base}/${pathname}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${backstageIdentity.token}`,
          'content-type': 'application/json',
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: (await response.json()) as any };
    },
  };
}

describe('The example permission policy', () => {
  let backend: Awaited<ReturnType<typeof startAs>>;
  afterEach(() => backend.stop());

  const environments = async () => {
    const { body } = await backend.call('private-api/v1/environments');
    return body.items.map(({ id }: { id: string }) => id);
  };
  /** The error message of a dry run of a template with one step, or its status. */
  const dryRun = async (action: string, input: JsonObject) => {
    const { status, body } = await backend.call('scaffolder/v2/dry-run', {
      template: {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        kind: 'Template',
        metadata: { name: 'try' },
        spec: {
          type: 'service',
          owner: 'group:default/shop',
          steps: [{ id: 'one', action, input }],
        },
      },
      values: {},
      secrets: {},
      directoryContents: [],
    });
    return body.error?.message ?? status;
  };
  const mayProbe = async (resourceRef: string) => {
    const permission = {
      type: 'resource',
      name: 'private-api.probe.run',
      attributes: { action: 'update' },
      resourceType: 'catalog-entity',
    };
    const { body } = await backend.call('permission/authorize', {
      items: [{ id: '1', permission, resourceRef }],
    });
    return body.items[0].result;
  };

  it('allows a developer one environment and hides the others', async () => {
    backend = await startAs('group:default/shop');
    expect(await environments()).toEqual(['dev']);
    expect(
      await backend.call('private-api/v1/environments/prod'),
    ).toMatchObject({ status: 404 });
  });

  it('allows the platform team every environment', async () => {
    backend = await startAs('group:default/platform');
    expect(await environments()).toEqual(['dev', 'prod']);
  });

  it('allows only the platform team to destroy', async () => {
    const destroy = 'privateServerless:stack:destroy';
    const input = { entityRef: 'component:default/ours', confirm: 'ours' };
    backend = await startAs('group:default/shop');
    expect(await dryRun('debug:log', { message: 'hello' })).toBe(200);
    expect(await dryRun(destroy, input)).toMatch(
      /^Unauthorized action: privateServerless:stack:destroy/,
    );
    await backend.stop();

    backend = await startAs('group:default/platform');
    expect(await dryRun(destroy, input)).not.toMatch(/Unauthorized/);
  });

  it('allows the owners of a component to run Check now', async () => {
    backend = await startAs('group:default/shop');
    const found = async () =>
      (await backend.call('catalog/entities?filter=kind=component')).body
        .length;
    while ((await found()) < 2) {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    expect(await mayProbe('component:default/ours')).toBe('ALLOW');
    expect(await mayProbe('component:default/theirs')).toBe('DENY');
  });

  it('equals the example in the documentation', async () => {
    const inRepository = (file: string) =>
      readFileSync(
        path.join(resolvePackagePath('backend'), '../..', file),
        'utf8',
      );
    const source = inRepository(
      'packages/backend/src/__testUtils__/permissionPolicy.ts',
    );
    expect(inRepository('docs/permissions.md')).toContain(
      `\`\`\`ts\n${source}\`\`\``,
    );
  });
});

describe('Actions for AI tools', () => {
  let backend: Awaited<ReturnType<typeof startAs>>;
  afterEach(() => backend.stop());

  const route = 'scaffolder/.backstage/actions/v1/actions';
  const ours = async () => {
    const { body } = await backend.call(route);
    return body.actions
      .map(({ id }: { id: string }) => id)
      .filter((id: string) => id.startsWith('scaffolder:stack-'))
      .sort();
  };
  const invoke = (id: string) =>
    backend.call(`${route}/${encodeURIComponent(id)}/invoke`, {
      entityRef: 'component:default/ours',
    });

  it('can be called on the scaffolder’s own route by default', async () => {
    backend = await startAs('group:default/shop');
    expect(await ours()).toEqual([
      'scaffolder:stack-drift',
      'scaffolder:stack-outputs',
    ]);
  });

  it.each<[string, JsonObject]>([
    ['no plugin is a source', { pluginSources: [] }],
    ['other plugins are sources', { pluginSources: ['catalog'] }],
    [
      'a filter excludes them',
      {
        pluginSources: ['scaffolder'],
        filter: { exclude: [{ id: 'scaffolder:stack-*' }] },
      },
    ],
  ])('are neither listed nor callable where %s', async (_, actions) => {
    backend = await startAs('group:default/shop', actions);
    expect(await ours()).toEqual([]);
    expect(await invoke('scaffolder:stack-outputs')).toMatchObject({
      status: 404,
    });
  });
});
