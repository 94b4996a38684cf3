import path from 'node:path';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createCheckRepositoryAction } from './__testUtils__/checkRepository';
import {
  account,
  git,
  startTestHost,
  type TestHost,
} from './__testUtils__/host';

/** Backstage's publish action and URL reader for Gitea, with this host as the Gitea server. */
describe('the git host, used by Backstage as a Gitea', () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await startTestHost();
  });
  afterEach(() => host.close());

  function backstage() {
    const config = mockServices.rootConfig({
      data: {
        integrations: {
          gitea: [
            {
              host: new URL(host.url).host,
              baseUrl: host.url,
              username: account.user,
              password: account.password,
            },
          ],
        },
      },
    });
    return {
      publish: createPublishGiteaAction({
        config,
        integrations: ScmIntegrations.fromConfig(config),
      }),
      reader: UrlReaders.default({
        config,
        logger: mockServices.logger.mock(),
      }),
    };
  }

  async function publish(owner = 'demo') {
    const workspacePath = await host.workspace({
      'catalog-info.yaml': 'kind: Component\n',
      'docs/index.md': '# Hello\n',
      '.gitignore': 'node_modules\n',
    });
    const output: Record<string, string> = {};
    await backstage().publish.handler({
      ...createMockActionContext({ workspacePath }),
      input: {
        repoUrl: `${new URL(host.url).host}?owner=${owner}&repo=orders`,
        description: 'Takes orders',
        defaultBranch: 'main',
        gitAuthorName: 'Test',
        gitAuthorEmail: 'test@localhost',
      },
      output: (key: string, value: string) => {
        output[key] = value;
      },
    } as never);
    return { output, workspacePath };
  }

  it('accepts the publish action, whose outputs are URLs of pages and of a clone', async () => {
    const { output, workspacePath } = await publish();
    expect(output).toEqual({
      remoteUrl: `${host.url}/demo/orders.git`,
      repoContentsUrl: `${host.url}/demo/orders/src/branch/main/`,
      commitHash: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    for (const url of [output.remoteUrl, output.repoContentsUrl]) {
      const answer = await fetch(url);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('catalog-info.yaml');
    }
    const copy = path.join(workspacePath, 'copy');
    await git(workspacePath, 'clone', '-q', output.remoteUrl, copy);
    expect(await git(copy, 'rev-parse', 'HEAD')).toBe(output.commitHash);
    expect(await git(copy, 'status', '--porcelain')).toBe('');
  });

  it('is read by the URL reader of the catalog and TechDocs', async () => {
    const { output } = await publish();
    const { reader } = backstage();
    const url = `${output.repoContentsUrl}catalog-info.yaml`;
    const file = await reader.readUrl(url);
    expect((await file.buffer()).toString()).toBe('kind: Component\n');
    expect((await reader.search(url)).files).toHaveLength(1);
    await expect(
      reader.readUrl(`${output.repoContentsUrl}none.yaml`),
    ).rejects.toMatchObject({ name: 'NotFoundError' });

    const tree = await reader.readTree(output.repoContentsUrl);
    const paths = (await tree.files()).map(each => each.path);
    expect(paths.sort()).toEqual([
      '.gitignore',
      'catalog-info.yaml',
      'docs/index.md',
    ]);
    const docs = await reader.readTree(`${output.repoContentsUrl}docs/`);
    const [index] = await docs.files();
    expect(index.path).toBe('index.md');
    expect((await index.content()).toString()).toBe('# Hello\n');
    await expect(
      reader.readTree(output.repoContentsUrl, { etag: tree.etag }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('is checked before publishing, once per task', async () => {
    const check = createCheckRepositoryAction(backstage().reader);
    const repoContentsUrl = `${host.url}/demo/orders/src/branch/main/`;
    const workspacePath = await host.workspace({});
    const run = (checkpoint: (options: any) => Promise<unknown>) =>
      check.handler({
        ...createMockActionContext({
          workspacePath,
          input: { repoContentsUrl },
        }),
        checkpoint,
      } as never);
    const ask = ({ fn }: { fn: () => Promise<unknown> }) => fn();
    await run(ask);
    await publish();
    await expect(run(ask)).rejects.toThrow(
      `repoContentsUrl: ${repoContentsUrl} exists. Choose another repository.`,
    );
    // A retry uses the stored result.
    await run(async () => true);
  });

  it('rejects an existing repository and an unknown organization', async () => {
    await publish();
    await expect(publish()).rejects.toThrow(
      /Unable to create repository, 409 .*already exists/,
    );
    await expect(publish('other')).rejects.toThrow(
      /Organization other do not exist/,
    );
  });
});
