import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { answers, privateTemplate } from './__testUtils__/fixtures';
import { folderWith, run, runProcess } from './__testUtils__/run';

// The tests start processes, and the machine may be busy.
jest.setTimeout(180_000);

const folders: string[] = [];
afterAll(() =>
  folders.forEach(made => rmSync(made, { recursive: true, force: true })),
);

function folder(files: Record<string, unknown>): string {
  const made = folderWith({ 'answers.json': answers, ...files });
  folders.push(made);
  return made;
}

/** One environment as YAML, with these changes. */
const environment = (changes: Record<string, string> = {}) =>
  Object.entries({
    id: 'local',
    accountId: "'111111111111'",
    region: 'eu-central-1',
    artifactBucket: 'acme-artifacts',
    corporateCidrs: '[10.0.0.0/8]',
    network:
      '{ new: { cidrs: [10.64.0.0/20], prefixListIds: { dynamodb: pl-1 } } }',
    ...changes,
  })
    .map(([key, value], index) => `${index ? '  ' : '- '}${key}: ${value}`)
    .join('\n');

const configOf = (list: string) =>
  `privateServerless:\n  environments:\n${list.replace(/^/gm, '    ')}\n`;

const generate = (...more: string[]) => [
  'generate',
  ...['--answers', 'answers.json', '--out', 'out'],
  ...more,
];

const parametersIn = (cwd: string) =>
  JSON.parse(
    readFileSync(
      path.join(cwd, 'out/infrastructure/parameters.local.json'),
      'utf8',
    ),
  );

describe('generate reads the configuration like Backstage', () => {
  it('with includes, files, environment variables and substitution', async () => {
    const cwd = folder({
      'app-config.yaml':
        'privateServerless:\n  environments:\n    $include: config/environments.yaml#list\n',
      'config/environments.yaml': `list:\n${environment({
        corporateCidrs: "['${PREFIX:-10.96}.0.0/20']",
        network:
          '{ new: { cidrs: [10.64.0.0/20], prefixListIds: { dynamodb: { $file: list.txt } } } }',
        permissionsBoundaryArn: "'arn:aws:iam::111111111111:policy/$${kept}'",
        tags: "{ stage: { $env: STAGE }, team: '${TEAM}' }",
        logRetentionDays: '${DAYS}',
        deletionProtection: '${PROTECTED}',
      }).replace(/^/gm, '  ')}\n`,
      'config/list.txt': 'pl-77\n',
    });
    const { code, stderr } = await run(generate(), {
      cwd,
      env: {
        STAGE: 'test',
        TEAM: ' payments ',
        DAYS: '30',
        PROTECTED: 'false',
      },
    });
    expect(stderr).not.toContain('privateServerless.environments');
    expect(code).toBe(0);
    expect(parametersIn(cwd)).toMatchObject({
      Parameters: {
        CorporateCidr1: '10.96.0.0/20',
        DynamoDbPrefixListId: 'pl-77',
        PermissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/${kept}',
        LogRetentionDays: '30',
        DeletionProtection: 'false',
      },
      Tags: { stage: 'test', team: 'payments' },
    });
  });

  it('with the local file beside the nearest app-config.yaml and with APP_CONFIG variables', async () => {
    const home = folder({
      'app-config.yaml': configOf(environment({ tags: '{ from: main }' })),
      'app-config.local.yaml': configOf(
        environment({ tags: '{ from: local }' }),
      ),
      'deep/down/answers.json': answers,
    });
    const cwd = path.join(home, 'deep/down');
    await expect(run(generate(), { cwd })).resolves.toMatchObject({ code: 0 });
    expect(parametersIn(cwd).Tags).toEqual({ from: 'local' });

    const variable = JSON.stringify([
      { id: 'other', accountId: '111111111111', region: 'eu-central-1' },
    ]);
    const { code, stderr } = await run(generate(), {
      cwd,
      env: { APP_CONFIG_privateServerless_environments: variable },
    });
    expect(stderr).toMatch(
      /environment: "local" is not in .*\. Use one of other/,
    );
    expect(code).toBe(2);
  });

  it('with several --config files, the last of which takes precedence, and without the default files', async () => {
    const cwd = folder({
      'app-config.yaml': 'privateServerless: broken',
      'a.yaml': configOf(environment({ tags: '{ from: a }' })),
      'b.yaml': configOf(environment({ tags: '{ from: b }' })),
      'c.yaml': 'app: { title: X }',
    });
    const files = ['a.yaml', 'b.yaml', 'c.yaml'];
    const { code } = await run(
      generate(...files.flatMap(file => ['--config', file])),
      { cwd },
    );
    expect(code).toBe(0);
    expect(parametersIn(cwd).Tags).toEqual({ from: 'b' });
  });
});

describe('an invalid environment', () => {
  it('is rejected with all its problems and none of other environments', async () => {
    const cwd = folder({
      'app-config.yaml': configOf(
        [
          environment({
            artefactBucket: 'acme',
            artifactBucket: '',
            corporateCidrs: '[0.0.0.0/0]',
            network: '{ new: { cidrs: [10.0.0.0/28] } }',
          }),
          environment({ id: 'other', region: 'Frankfurt' }),
        ].join('\n'),
      ),
    });
    const { code, stderr, stdout } = await run(generate(), { cwd });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /environments\[0\]\.artefactBucket: .* Did you mean artifactBucket/,
      ),
      expect.stringMatching(/environments\[0\]\.corporateCidrs\[0\]: '0\.0\.0/),
      expect.stringMatching(/environments\[0\]\.network\.new\.cidrs\[0\]: '10/),
    ]);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('is used with a warning about a key without effect', async () => {
    const cwd = folder({
      'app-config.yaml': configOf(
        environment({
          jwt: '{ issuer: https://id.acme.example, audience: orders }',
        }),
      ),
    });
    const { code, stderr } = await run(generate(), { cwd });
    expect(stderr).toMatch(
      /^privateServerless\.environments\[0\]\.jwt: has no effect/m,
    );
    expect(code).toBe(0);
  });
});

describe('a secret of the configuration', () => {
  const secret = 'hunter2-secret';
  it.each<[string, Record<string, unknown>, Record<string, string>]>([
    [
      'in a file that is not YAML',
      { 'app-config.yaml': `db:\n  password: ${secret}: x\n` },
      {},
    ],
    [
      'in an included file that is not JSON',
      {
        'app-config.yaml': 'privateServerless: { $include: secret.json }',
        'secret.json': secret,
      },
      {},
    ],
    [
      'in an included file that is not YAML',
      {
        'app-config.yaml': 'privateServerless: { $include: secret.yaml }',
        'secret.yaml': `"${secret}" "x"`,
      },
      {},
    ],
    [
      'under a key that does not exist',
      { 'app-config.yaml': configOf(environment({ password: '${SECRET}' })) },
      { SECRET: secret },
    ],
    [
      'in a URL',
      {
        'app-config.yaml': configOf(
          environment({ awsEndpointUrl: 'http://me:${SECRET}@aws.local' }),
        ),
      },
      { SECRET: secret },
    ],
    [
      'in a map where a text is expected',
      {
        'app-config.yaml': configOf(
          environment({ artifactBucket: '{ name: "${SECRET}" }' }),
        ),
      },
      { SECRET: secret },
    ],
  ])('%s is not shown in an error', async (_, files, env) => {
    const { code, stdout, stderr } = await run(generate(), {
      cwd: folder(files),
      env: { ...env, DEBUG: '1' },
    });
    expect(code).toBe(2);
    expect(stderr.length).toBeGreaterThan(10);
    expect(stderr + stdout).not.toContain(secret);
  });
});

describe('the configuration loader', () => {
  const preload = `process.on('exit', () => {
    const loaded = Object.keys(require.cache).some(file => /@backstage.config-loader/.test(file));
    process._rawDebug(loaded ? 'loader: loaded' : 'loader: not loaded');
  });`;
  const cwd = () =>
    folder({
      'app-config.yaml': configOf(environment()),
      'private.yaml': privateTemplate,
      'preload.cjs': preload,
    });

  it.each<[string, string[]]>([
    ['not loaded', ['--help']],
    ['not loaded', ['--version']],
    ['not loaded', ['generate', '--help']],
    ['not loaded', ['verify', 'private.yaml']],
    ['not loaded', ['probe', 'https://127.0.0.1/']],
    ['not loaded', ['outputs', '--stack-name', 'x', '--region', 'nowhere']],
    ['loaded', generate()],
  ])('is %s by %j', async (expected, args) => {
    const here = cwd();
    const { stderr } = await runProcess(args, {
      cwd: here,
      env: { NODE_OPTIONS: `--require ${path.join(here, 'preload.cjs')}` },
    });
    expect(stderr).toContain(`loader: ${expected}`);
  });
});
