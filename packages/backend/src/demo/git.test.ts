import {
  mkdtemp,
  mkdir,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { FromReadableArrayOptions } from '@backstage/backend-defaults/urlReader';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createCheckAction, createPublishAction } from './gitActions';
import { DemoGitUrlReader } from './gitUrlReader';
import { Repositories } from './repositories';

const baseUrl = 'http://localhost:7007/api/demo-git';

describe('repositories of the demo', () => {
  let folder: string;
  let workspacePath: string;
  let repositories: Repositories;
  let reader: DemoGitUrlReader;
  let predicate: (url: URL) => boolean;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'demo-git-'));
    workspacePath = path.join(folder, 'workspace');
    await mkdir(path.join(workspacePath, 'docs'), { recursive: true });
    await writeFile(path.join(workspacePath, 'catalog-info.yaml'), 'kind: A\n');
    await writeFile(path.join(workspacePath, 'docs/index.md'), '# Hello\n');
    await writeFile(path.join(workspacePath, '.gitignore'), 'node_modules\n');
    const directory = path.join(folder, 'git');
    repositories = new Repositories(directory, baseUrl);
    const [tuple] = DemoGitUrlReader.factory({
      config: mockServices.rootConfig({
        data: {
          backend: { baseUrl: 'http://localhost:7007' },
          demo: { git: { directory } },
        },
      }),
      logger: mockServices.logger.mock(),
      treeResponseFactory: {
        fromReadableArray: async (files: FromReadableArrayOptions) => ({
          files: async () =>
            files.map(file => ({
              path: file.path,
              content: async () => {
                const chunks: Buffer[] = [];
                for await (const chunk of file.data) {
                  chunks.push(Buffer.from(chunk));
                }
                return Buffer.concat(chunks);
              },
            })),
        }),
      } as never,
    });
    predicate = tuple.predicate;
    reader = tuple.reader as DemoGitUrlReader;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function publish(name: string, taskId = 'task-1') {
    const output: Record<string, unknown> = {};
    const action = createPublishAction(repositories);
    await action.handler({
      ...createMockActionContext({ workspacePath, input: { name } }),
      task: { id: taskId },
      output: (key: string, value: unknown) => {
        output[key] = value;
      },
    } as never);
    return output;
  }

  it('publishes what the catalog and TechDocs then read', async () => {
    const output = await publish('orders');
    expect(output.catalogInfoUrl).toBe(`${baseUrl}/orders/catalog-info.yaml`);

    const url = String(output.catalogInfoUrl);
    const file = await reader.readUrl(url);
    expect((await file.buffer()).toString()).toBe('kind: A\n');
    expect(file.etag).toBe(output.commitHash);
    await expect(
      reader.readUrl(url, { etag: file.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });

    const tree = await reader.readTree(`${baseUrl}/orders/`);
    const paths = (await tree.files()).map(each => each.path);
    expect(paths).toEqual(['.gitignore', 'catalog-info.yaml', 'docs/index.md']);
    const docs = await reader.readTree(`${baseUrl}/orders/docs`);
    const [index] = await docs.files();
    expect(index.path).toBe('index.md');
    expect((await index.content()).toString()).toBe('# Hello\n');

    expect((await reader.search(url)).files).toHaveLength(1);
    expect(
      (await reader.search(`${baseUrl}/orders/none.yaml`)).files,
    ).toHaveLength(0);
    // the workspace is as it was: no .git of ours in it
    expect(await readdir(workspacePath)).not.toContain('.git');
  });

  it('refuses a taken name, before and at publishing', async () => {
    await publish('orders');
    await writeFile(path.join(workspacePath, 'catalog-info.yaml'), 'kind: B\n');
    await expect(publish('orders', 'task-2')).rejects.toThrow(
      /'orders' exists already/,
    );
    const check = createCheckAction(repositories);
    await expect(
      check.handler(
        createMockActionContext({
          workspacePath,
          input: { name: 'orders' },
        }) as never,
      ),
    ).rejects.toThrow(/Choose another name/);
    expect(
      (await repositories.read('orders', 'catalog-info.yaml')).toString(),
    ).toBe('kind: A\n');
  });

  it('gives a task that publishes again what it has published', async () => {
    const { commitHash } = await publish('orders');
    await writeFile(path.join(workspacePath, 'catalog-info.yaml'), 'kind: B\n');
    expect((await publish('orders')).commitHash).toBe(commitHash);
  });

  it('reads its own addresses and no others', () => {
    expect(predicate(new URL(`${baseUrl}/orders/`))).toBe(true);
    expect(predicate(new URL('http://example.com/orders/'))).toBe(false);
  });

  it.each(['../outside', 'a/b', '', 'UPPER', '-x'])(
    'refuses the name %j',
    async name => {
      await expect(publish(name)).rejects.toThrow('is no repository name');
    },
  );

  it('says what is missing', async () => {
    await publish('orders');
    await expect(reader.readUrl(`${baseUrl}/none/x`)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await expect(reader.readUrl(`${baseUrl}/orders/x`)).rejects.toMatchObject({
      name: 'NotFoundError',
      message: "No file 'x' in repository 'orders'.",
    });
    expect(
      await readFile(path.join(workspacePath, 'docs/index.md'), 'utf8'),
    ).toBe('# Hello\n');
  });
});
