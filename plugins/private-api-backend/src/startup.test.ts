import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import privateApiPlugin from '.';

const environment = {
  id: 'dev',
  accountId: '111111111111',
  region: 'eu-central-1',
};

const start = (...environments: JsonObject[]) =>
  startTestBackend({
    features: [
      privateApiPlugin,
      catalogServiceMock.factory({ entities: [] }),
      mockServices.rootConfig.factory({
        data: { privateServerless: { environments } },
      }),
    ],
  });

describe('Backstage', () => {
  it('does not start with environments that are not valid, and lists every problem', async () => {
    const starting = start(
      { ...environment, artefactBucket: 'acme' },
      { ...environment, id: 'prod', logRetentionDays: 13 },
    );
    await expect(starting).rejects.toThrow(
      /environments\[0\]\.artefactBucket: is not a key.* Did you mean artifactBucket\?\n.*environments\[1\]\.logRetentionDays: 13 is not/,
    );
  });

  it('starts with a read-only environment', async () => {
    const backend = await start(environment);
    expect(backend.server.port()).toBeGreaterThan(0);
    await backend.stop();
  });
});
