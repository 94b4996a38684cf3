import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { createPublishAzureAction } from '@backstage/plugin-scaffolder-backend-module-azure';
import { createPublishBitbucketCloudAction } from '@backstage/plugin-scaffolder-backend-module-bitbucket-cloud';
import { createPublishBitbucketServerAction } from '@backstage/plugin-scaffolder-backend-module-bitbucket-server';
import { createPublishGerritAction } from '@backstage/plugin-scaffolder-backend-module-gerrit';
import { createPublishGiteaAction } from '@backstage/plugin-scaffolder-backend-module-gitea';
import {
  createGithubRepoCreateAction,
  createGithubRepoPushAction,
  createPublishGithubAction,
} from '@backstage/plugin-scaffolder-backend-module-github';
import { createPublishGitlabAction } from '@backstage/plugin-scaffolder-backend-module-gitlab';
import { parseRepoUrl } from '@backstage/plugin-scaffolder-node';
import { parse } from 'yaml';
import { catalogInfoUrlOf } from './lib/catalog/catalogInfoUrl';

const config = mockServices.rootConfig({
  data: {
    integrations: {
      bitbucketCloud: [{ username: 'acme', token: 'x' }],
      bitbucketServer: [{ host: 'bitbucket.example.com', token: 'x' }],
      gitea: [{ host: 'gitea.example.com' }],
      gerrit: [
        {
          host: 'gerrit.example.com',
          gitilesBaseUrl: 'https://gerrit.example.com/gitiles',
        },
      ],
    },
  },
});
const integrations = ScmIntegrations.fromConfig(config);
const options = { config, integrations };

const templateFile = path.join(
  resolvePackagePath('generator-private-serverless'),
  'template.yaml',
);
const publishing = readFileSync(
  path.join(__dirname, '../../../docs/publishing.md'),
  'utf8',
);

/** The cells of the rows of a table in docs/publishing.md that begin with the name of a host. */
function rowsOf(host: string): string[][] {
  return publishing
    .split('\n')
    .filter(line => line.startsWith(`| ${host} `))
    .map(line => line.split('|').map(cell => cell.trim()));
}

/**
 * The template that the documented commands write for a host, in an empty folder beside the installed packages.
 *
 * @param more - a further expression of docs/publishing.md
 */
function editedTemplate(host: string, more = ''): any {
  const [[, , , edit]] = rowsOf(host);
  expect(edit).toMatch(/^`(-e '[^']+' ?)+`$/);
  const [, commands] = /```sh\n([^]*?)```/.exec(publishing)!;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'publishing-'));
  try {
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(
      path.dirname(templateFile),
      path.join(folder, 'node_modules/generator-private-serverless'),
    );
    execFileSync(
      'sh',
      ['-ec', commands.replace('EDIT', `${edit.slice(1, -1)} ${more}`)],
      { cwd: folder, stdio: 'pipe' },
    );
    const [template, destroy] = ['template', 'destroy'].map(name =>
      parse(readFileSync(path.join(folder, `templates/${name}.yaml`), 'utf8')),
    );
    expect(destroy.metadata.name).toBe('private-serverless-destroy');
    return template;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Schema = { properties: Record<string, unknown>; required?: string[] };

/** Errors in the input of a step, by the rules with which the scaffolder validates it. */
function wrongInputs(input: Record<string, unknown>, schema: Schema): string[] {
  return [
    ...Object.keys(input)
      .filter(name => !(name in schema.properties))
      .map(name => `${name} is not an input`),
    ...(schema.required ?? [])
      .filter(name => !(name in input))
      .map(name => `${name} is missing`),
  ];
}

const rows = [
  {
    host: 'GitHub',
    action: createPublishGithubAction(options),
    repoUrl: 'github.com?owner=acme&repo=orders',
    catalogInfoUrl: 'https://github.com/acme/orders/tree/main/',
  },
  {
    host: 'GitLab',
    action: createPublishGitlabAction(options),
    repoUrl: 'gitlab.com?owner=acme&repo=orders',
    catalogInfoUrl: 'https://gitlab.com/acme/orders/-/blob/main/',
  },
  {
    host: 'Azure DevOps',
    action: createPublishAzureAction(options),
    repoUrl: 'dev.azure.com?organization=acme&project=shop&repo=orders',
    catalogInfoUrl: 'https://dev.azure.com/acme/shop/_git/orders?path=%2F',
  },
  {
    host: 'Bitbucket Cloud',
    action: createPublishBitbucketCloudAction(options),
    repoUrl: 'bitbucket.org?workspace=acme&project=SHOP&repo=orders',
    catalogInfoUrl: 'https://bitbucket.org/acme/orders/src/main/',
  },
  {
    host: 'Bitbucket Data Center',
    action: createPublishBitbucketServerAction(options),
    repoUrl: 'bitbucket.example.com?project=SHOP&repo=orders',
    catalogInfoUrl:
      'https://bitbucket.example.com/projects/SHOP/repos/orders/browse/',
  },
  {
    host: 'Gitea',
    action: createPublishGiteaAction(options),
    repoUrl: 'gitea.example.com?owner=acme&repo=orders',
    catalogInfoUrl: 'https://gitea.example.com/acme/orders/src/branch/main/',
  },
  {
    host: 'Gerrit',
    action: createPublishGerritAction(options),
    repoUrl: 'gerrit.example.com?workspace=parent&repo=orders',
    catalogInfoUrl:
      'https://gerrit.example.com/gitiles/orders/+/refs/heads/main/',
  },
];

describe.each(rows)('the template edited for $host', row => {
  const { host, action } = row;
  const { input, output } = action.schema as { input: Schema; output: Schema };

  it('uses only inputs and outputs that the publish action declares', () => {
    const template = editedTemplate(host);
    const step = template.spec.steps.find(({ id }: any) => id === 'publish');
    expect(step.action).toBe(action.id);
    expect(wrongInputs(step.input, input)).toEqual([]);
    const read = [
      ...JSON.stringify(template).matchAll(/steps\.publish\.output\.(\w+)/g),
    ].map(([, name]) => name);
    expect(new Set(read)).toEqual(new Set(['repoContentsUrl', 'remoteUrl']));
    expect(read.filter(name => !(name in output.properties))).toEqual([]);
  });

  it('offers the host in the form, and the action accepts the answer', () => {
    const { spec } = editedTemplate(host);
    const fields = Object.assign(
      {},
      ...spec.parameters.map(({ properties }: any) => properties),
    );
    const [allowed] = fields.repoUrl['ui:options'].allowedHosts;
    expect(parseRepoUrl(row.repoUrl, integrations)).toMatchObject({
      host: allowed,
      repo: 'orders',
    });
  });

  it('registers the catalog file of the repository', () => {
    const [, [, , repoContentsUrl]] = rowsOf(host);
    expect(
      catalogInfoUrlOf(
        { repoContentsUrl: repoContentsUrl.replaceAll('`', '') },
        integrations,
      ),
    ).toBe(`${row.catalogInfoUrl}catalog-info.yaml`);
  });
});

it('the edit for GitLab is necessary, because the action refuses an input of the unedited step', () => {
  const { spec } = parse(readFileSync(templateFile, 'utf8'));
  const step = spec.steps.find(({ id }: any) => id === 'publish');
  const schema = createPublishGitlabAction(options).schema!.input;
  expect(schema).toMatchObject({ additionalProperties: false });
  expect(wrongInputs(step.input, schema as unknown as Schema)).toEqual([
    'description is not an input',
  ]);
});

it('the documented edits for all hosts change the owner and the organizations', () => {
  const [owner] = /-e 's#default[^']+'/.exec(publishing)!;
  const [owners] = /-e 's\/# allowedOwners[^']+'/.exec(publishing)!;
  const { spec } = editedTemplate('GitLab', `${owner} ${owners}`);
  expect(spec.owner).toBe('group:default/YOUR-GROUP');
  const { repoUrl } = spec.parameters.at(-1).properties;
  expect(repoUrl['ui:options']).toEqual({
    allowedHosts: ['gitlab.com'],
    allowedOwners: ['YOUR-ORGANIZATION'],
  });
});

it('every documented host has a test', () => {
  const documented = [...publishing.matchAll(/^\| (\S.*?) +\| `[a-z-]+` /gm)];
  expect(documented.map(([, host]) => host)).toEqual(
    rows.map(({ host }) => host),
  );
});

it('the documented steps that create the repository first match the schemas of their actions', () => {
  const [, block] = /```yaml\n([^]*?)```/.exec(publishing)!;
  const [create, push] = parse(block);
  for (const [step, action] of [
    [create, createGithubRepoCreateAction(options)],
    [push, createGithubRepoPushAction(options)],
  ] as const) {
    expect(step.action).toBe(action.id);
    const schema = action.schema!.input as unknown as Schema;
    expect(wrongInputs(step.input, schema)).toEqual([]);
  }
  expect(push.id).toBe('publish');
});
