import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import workspacesInDatabase from '@backstage/plugin-scaffolder-backend-module-workspace-database';
import type { JsonObject } from '@backstage/types';
import privateServerless from './index';

/** The real scaffolder with what `backend.add(import('…'))` adds to it. */
async function start(workspaceProvider: string, config: JsonObject = {}) {
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      workspacesInDatabase,
      privateServerless,
      catalogServiceMock.factory({ entities: [] }),
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://127.0.0.1' },
          scaffolder: { taskRecovery: { enabled: true, workspaceProvider } },
          privateServerless: { environments: [], ...config },
        },
      }),
    ],
  });
  try {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/scaffolder/v2/actions`,
    );
    const actions = (await response.json()) as Array<{ id: string }>;
    return actions.map(({ id }) => id);
  } finally {
    await backend.stop();
  }
}

describe('the default export', () => {
  it.each<[string, JsonObject]>([
    [
      'awsS3',
      { workspace: { bucket: 'task-workspaces', region: 'eu-central-1' } },
    ],
    ['database', {}],
  ])(
    'starts the scaffolder with task recovery in %s',
    async (provider, config) => {
      expect(await start(provider, config)).toContain(
        'privateServerless:stack:deploy',
      );
    },
  );

  it('names the missing key if awsS3 is configured without a bucket', async () => {
    await expect(start('awsS3')).rejects.toThrow(
      /privateServerless\.workspace: is missing/,
    );
  });
});
