import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith, run } from './__testUtils__/run';

// The deploy follows its stack operation for some seconds.
jest.setTimeout(120_000);

const region = 'eu-central-1';
let sandbox: Sandbox;
let cwd: string;

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2 });
  const environment = (id: string, more: object = {}) => ({
    id,
    accountId: '111111111111',
    region,
    awsEndpointUrl: sandbox.endpointUrl,
    corporateCidrs: ['10.0.0.0/8'],
    domain: { suffix: 'dev.acme.internal' },
    ...more,
  });
  cwd = folderWith({
    'before.yaml': {
      privateServerless: {
        environments: [
          environment('dev'),
          environment('foreign', { accountId: '222222222222' }),
        ],
      },
    },
  });
});
afterAll(async () => sandbox.close());

const command = (name: string, ...more: string[]) =>
  run(['environment', name, ...more], { cwd });
const check = (id: string, config: string, ...more: string[]) =>
  command('check', '--environment', id, '--config', config, ...more);

describe('environment check', () => {
  it('is ready with what the environment stack created and show printed', async () => {
    const before = await check('dev', 'before.yaml');
    expect(before.stdout).toMatch(
      /^Missing \(\d\):\n {2}bucket\.artifacts: artifactBucket\n {4}expected: .*\n {4}fix: Deploy the environment stack/,
    );
    expect(before.stdout).toMatch(/network: network\n/);
    expect(before.stdout).toMatch(/\n\nEnvironment dev is not ready\.\n$/);
    expect(before.code).toBe(1);

    const options = ['--environment', 'dev', '--config', 'before.yaml'];
    const deployed = await command('deploy', ...options);
    expect(deployed.code).toBe(0);
    const shown = await command('show', ...options, '--json');
    writeFileSync(path.join(cwd, 'after.yaml'), shown.stdout);

    const after = await check(
      'dev',
      'after.yaml',
      '--json',
      '--network-facts',
      'facts.json',
    );
    const { checks, ...readiness } = JSON.parse(after.stdout);
    expect(
      checks.filter(({ status }: { status: string }) => status !== 'ok'),
    ).toEqual([]);
    expect(readiness).toMatchObject({ environment: 'dev', ready: true });
    expect(after.code).toBe(0);

    const facts = JSON.parse(
      readFileSync(path.join(cwd, 'facts.json'), 'utf8'),
    );
    const { vpcId, subnetIds } = JSON.parse(shown.stdout).privateServerless
      .environments[0].network.existing;
    expect(facts.vpc.id).toBe(vpcId);
    expect(facts.subnets.map(({ id }: { id: string }) => id)).toEqual(
      subnetIds,
    );

    const unwritable = await check(
      'dev',
      'after.yaml',
      '--network-facts',
      'none/facts.json',
    );
    expect(unwritable).toMatchObject({ code: 2, stdout: '' });
    expect(unwritable.stderr).toMatch(
      /--network-facts: 'none\/facts\.json' cannot be written: ENOENT/,
    );

    sandbox.control.setDeniedOperations({ '*': ['DescribeSubnets'] });
    const refused = await check('dev', 'after.yaml');
    sandbox.control.setDeniedOperations({});
    expect(refused.stdout).toMatch(
      /^Unknown \(\d\):\n {2}subnets: .*\n {4}found: ec2:DescribeSubnets is denied\n/,
    );
    expect(refused.stdout).toMatch(
      /Environment dev is ready, as far as the checks could read\.\n$/,
    );
    expect(refused.code).toBe(0);
  });

  it('writes one document for credentials of another account', async () => {
    const { code, stdout } = await check('foreign', 'before.yaml', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ready: false,
      checks: [
        {
          id: 'account',
          status: 'wrong',
          found: expect.stringContaining('111111111111'),
        },
      ],
    });
    expect(code).toBe(1);
  });

  it.each([
    [
      ['--environment', 'none', '--config', 'before.yaml'],
      /--environment: "none" is not in .* Use one of dev, foreign/,
    ],
    [['--config', 'before.yaml'], /--environment is missing/],
    [
      [
        '--environment',
        'dev',
        '--config',
        'before.yaml',
        '--network-facts',
        'facts.json',
      ],
      /--network-facts: environment dev has no network\.existing/,
    ],
  ])('rejects %j', async (options, message) => {
    const { code, stderr, stdout } = await command('check', ...options);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
