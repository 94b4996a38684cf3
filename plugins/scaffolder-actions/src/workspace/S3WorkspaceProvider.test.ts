import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { World, startWorld } from '../__testUtils__/world';
import { S3WorkspaceProvider } from './S3WorkspaceProvider';
import { workspaceS3Client } from './module';
import { readWorkspaceSettings } from './settings';

describe('S3WorkspaceProvider', () => {
  let world: World;
  const s3 = () => world.clients.forEnvironment(world.environments[0]).s3;
  beforeAll(async () => {
    world = await startWorld();
    await s3().send(new CreateBucketCommand({ Bucket: 'task-workspaces' }));
  });
  afterAll(() => world.close());

  const keys = async () => {
    const { Contents = [] } = await s3().send(
      new ListObjectsV2Command({ Bucket: 'task-workspaces' }),
    );
    return Contents.map(({ Key }) => Key);
  };

  const ownAccount: JsonObject = {
    accounts: [
      {
        accountId: '111111111111',
        accessKeyId: 'sandbox',
        secretAccessKey: 'sandbox',
      },
    ],
  };

  function provider(
    changes: JsonObject = {},
    aws = ownAccount,
    options?: { requestTimeoutMs: number },
  ) {
    const config = mockServices.rootConfig({
      data: {
        aws,
        privateServerless: {
          workspace: {
            bucket: 'task-workspaces',
            prefix: 'backstage/tasks',
            region: 'eu-central-1',
            accountId: '111111111111',
            endpoint: world.sandbox.endpointUrl,
            ...changes,
          },
        },
      },
    });
    const settings = readWorkspaceSettings(config)!;
    return new S3WorkspaceProvider(
      workspaceS3Client(config, settings, options),
      settings,
    );
  }

  it('restores the newest files of a task in another backend, and deletes them when the task is cleaned up', async () => {
    const taskId = randomUUID();
    const from = await world.workspace();
    await mkdir(path.join(from, 'src/.hidden'), { recursive: true });
    await writeFile(path.join(from, 'src/.hidden/a.ts'), 'old');
    await provider().serializeWorkspace({ path: from, taskId });
    await writeFile(path.join(from, 'src/.hidden/a.ts'), 'new');
    await provider().serializeWorkspace({ path: from, taskId });
    expect(await keys()).toEqual([`backstage/tasks/${taskId}.tar`]);

    const to = await world.workspace();
    await provider().rehydrateWorkspace({ taskId, targetPath: to });
    expect(await readFile(path.join(to, 'src/.hidden/a.ts'), 'utf8')).toBe(
      'new',
    );

    await provider().cleanWorkspace({ taskId });
    expect(await keys()).toEqual([]);
    await provider().cleanWorkspace({ taskId });
  });

  it('leaves the workspace of a new task empty', async () => {
    const targetPath = await world.workspace();
    await provider().rehydrateWorkspace({ taskId: randomUUID(), targetPath });
    expect(await readdir(targetPath)).toEqual([]);
  });

  it.each(['../other', 'a/b', '', '..', 'x'.repeat(101)])(
    'rejects the task ID %j',
    async taskId => {
      const path_ = await world.workspace();
      const says = /is not a valid task ID/;
      await expect(
        provider().serializeWorkspace({ path: path_, taskId }),
      ).rejects.toThrow(says);
      await expect(
        provider().rehydrateWorkspace({ targetPath: path_, taskId }),
      ).rejects.toThrow(says);
      await expect(provider().cleanWorkspace({ taskId })).rejects.toThrow(says);
    },
  );

  it('refuses a workspace that exceeds the limit, and names the limit', async () => {
    const from = await world.workspace();
    await writeFile(path.join(from, 'big'), Buffer.alloc(3 * 1024 * 1024));
    await expect(
      provider({ maxMegabytes: 2 }).serializeWorkspace({
        path: from,
        taskId: randomUUID(),
      }),
    ).rejects.toThrow(
      /^The workspace is 4 MiB, more than privateServerless\.workspace\.maxMegabytes \(2\) allows/,
    );
    expect(await keys()).toEqual([]);
  });

  it('refuses a bucket of another account', async () => {
    const aws = {
      accounts: [
        {
          accountId: '222222222222',
          accessKeyId: 'sandbox',
          secretAccessKey: 'sandbox',
        },
      ],
    };
    const from = await world.workspace();
    const taskId = randomUUID();
    await provider().serializeWorkspace({ path: from, taskId });
    const foreign = provider({ accountId: '222222222222' }, aws);
    await expect(
      foreign.serializeWorkspace({ path: from, taskId }),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(
        /^Failed to store the workspace of the task in bucket task-workspaces of account 222222222222 \(privateServerless\.workspace\)\. .*AccessDenied/,
      ),
    });
    await expect(
      foreign.rehydrateWorkspace({ targetPath: from, taskId }),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(foreign.cleanWorkspace({ taskId })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(await keys()).toEqual([`backstage/tasks/${taskId}.tar`]);
    await provider().cleanWorkspace({ taskId });
  });

  it('fails if S3 does not respond', async () => {
    const silent = createServer(() => {});
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const options = { requestTimeoutMs: 50 };
    const endpoint = `http://127.0.0.1:${port}`;
    await expect(
      provider({ endpoint }, ownAccount, options).serializeWorkspace({
        path: await world.workspace(),
        taskId: randomUUID(),
      }),
    ).rejects.toThrow(/^Failed to store the workspace .*TimeoutError/);
    silent.closeAllConnections();
    silent.close();
  });

  it.each<[JsonObject, RegExp]>([
    [{ bucket: 'No Bucket' }, /workspace\.bucket/],
    [{ prefix: '../up' }, /workspace\.prefix/],
    [{ maxMegabytes: 0 }, /workspace\.maxMegabytes/],
    [{ accountId: '12' }, /workspace\.accountId/],
  ])('refuses the configuration %j', (changes, says) => {
    expect(() => provider(changes)).toThrow(says);
  });
});
