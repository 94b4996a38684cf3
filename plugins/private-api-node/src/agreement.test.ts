import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigSources } from '@backstage/config-loader';
import { readEnvironments } from './readEnvironments';

// The tests start processes, which take long on a busy machine.
jest.setTimeout(120_000);

const run = promisify(execFile);
const repository = resolve(__dirname, '../../..');
const cli = join(repository, 'packages/cli/bin/private-serverless');
const generator = join(
  repository,
  'templates/private-serverless/generators/app',
);

const reference = (name: string) => ['$', '{', name, '}'].join('');

/** A configuration that uses every feature of Backstage's loader. */
const files = {
  'app-config.yaml': `app: { baseUrl: 'http://localhost:${reference(
    'PORT:-7007',
  )}' }
privateServerless:
  environments:
    $include: shared/environments.yaml#environments
`,
  'shared/environments.yaml': `environments:
  - id: local
    title: $${reference('kept')} ${reference('TITLE:-Sandbox')}
    accountId: { $env: AGREEMENT_ACCOUNT }
    region: ${reference('AGREEMENT_REGION')}
    awsEndpointUrl: http://127.0.0.1:${reference('NO_SUCH_PORT:-4510')}
    artifactBucket: { $file: bucket.txt }
    corporateCidrs: ['10.0.0.0/8', '${reference('NO_SUCH_NET:-fd00::/8')}']
    logRetentionDays: ${reference('AGREEMENT_DAYS')}
    network: { $include: network.json }
    tags: { from: main }
`,
  'shared/bucket.txt': 'acme-artifacts\n',
  'shared/network.json': JSON.stringify({
    new: { cidrs: ['10.64.0.0/20'], prefixListIds: { dynamodb: 'pl-1' } },
  }),
  'app-config.local.yaml': 'app: { title: Mine }\n',
};

const variables = {
  AGREEMENT_ACCOUNT: '012345678901',
  AGREEMENT_REGION: 'eu-central-1',
  AGREEMENT_DAYS: '30',
};

const answers = {
  name: 'orders',
  description: 'Takes orders',
  owner: 'group:default/team-a',
  environment: 'local',
  network: 'new',
  data: ['dynamodb'],
};

let folder: string;
const before = { ...process.env };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  mkdirSync(join(folder, 'shared'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(answers));
  Object.assign(process.env, variables);
});

afterAll(() => {
  process.env = { ...before };
  rmSync(folder, { recursive: true });
});

async function backstageConfig() {
  const config = await ConfigSources.toConfig(
    ConfigSources.default({ rootDir: folder, watch: false, argv: [] }),
  );
  config.close();
  return config;
}

/** Runs an ES module in Node without a build, as the generator does. @returns its output, parsed as JSON */
async function inNode(code: string): Promise<any> {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', code],
    { cwd: __dirname, maxBuffer: 1 << 24 },
  );
  return JSON.parse(stdout);
}

/** Content of every file in a folder. */
function contentOf(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => {
        const file = join(entry.parentPath, entry.name);
        return [file.slice(root.length), readFileSync(file, 'base64')];
      }),
  );
}

const expected = {
  id: 'local',
  title: `${reference('kept')} Sandbox`,
  accountId: '012345678901',
  awsEndpointUrl: 'http://127.0.0.1:4510',
  artifactBucket: 'acme-artifacts',
  corporateCidrs: ['10.0.0.0/8', 'fd00::/8'],
  logRetentionDays: 30,
  tags: { from: 'main' },
};

it('generates the same repository with the CLI, the generator and Backstage', async () => {
  const [environment] = readEnvironments(await backstageConfig());
  expect(environment).toMatchObject(expected);
  await inNode(
    `import { generateProject } from 'generator-private-serverless';
    const { files } = await generateProject(${JSON.stringify({
      answers,
      environment,
      outDir: join(folder, 'by-backstage'),
    })});
    console.log(JSON.stringify(files ?? []));`,
  );
  await run(
    process.execPath,
    [cli, 'generate', '--answers', 'answers.json', '--out', 'by-cli'],
    { cwd: folder, env: { ...process.env } },
  );
  const byBackstage = contentOf(join(folder, 'by-backstage'));
  expect(Object.keys(byBackstage).length).toBeGreaterThan(20);
  expect(contentOf(join(folder, 'by-cli'))).toEqual(byBackstage);
});

it('reads only a resolved configuration in the prompt of the generator', async () => {
  const config = await backstageConfig();
  const read = (file: string) =>
    inNode(
      `import { readEnvironmentsFile } from ${JSON.stringify(
        join(generator, 'environments-file.ts'),
      )};
      console.log(JSON.stringify(readEnvironmentsFile(${JSON.stringify(
        join(folder, file),
      )})));`,
    );
  // As `backstage-cli config:print` writes it (JSON is YAML), without text that the loader would replace again.
  const resolved = config.get<any>();
  resolved.privateServerless.environments[0].title = 'Sandbox';
  writeFileSync(join(folder, 'resolved.yaml'), JSON.stringify(resolved));
  const [environment] = await read('resolved.yaml');
  const [byBackstage] = readEnvironments(config);
  expect(environment).toEqual({ ...byBackstage, title: 'Sandbox' });
  await expect(read('app-config.yaml')).rejects.toThrow(
    /privateServerless\.environments is not resolved/,
  );
});
