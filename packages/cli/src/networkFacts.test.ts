import {
  type NetworkFacts as AcceptedFacts,
  parseNetworkFacts,
} from '@private-serverless/privacy';
import type { NetworkFacts } from '@private-serverless/readiness';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { answers } from './__testUtils__/fixtures';
import { folderWith, run } from './__testUtils__/run';

// The deploy follows its stack operation for some seconds.
jest.setTimeout(120_000);

/** What readiness writes is what the rules read. The compiler checks the assignment. */
const accepted = (facts: NetworkFacts): AcceptedFacts => facts;

const region = 'eu-central-1';
const stackName = 'private-serverless-environment-dev';
let sandbox: Sandbox;
let cwd: string;

const file = (name: string) => path.join(cwd, name);
const command = (...args: string[]) => run(args, { cwd });
async function succeed(...args: string[]) {
  const finished = await command(...args);
  if (finished.code !== 0) throw new Error(finished.stderr);
  return finished;
}
const ofDev = ['--environment', 'dev', '--config', 'after.yaml'];

/** Describes the network and verifies the service with it. */
async function prove(): Promise<{
  verdict: string;
  findings: string[];
  rules: Record<string, string>;
}> {
  const check = await command(
    ...['environment', 'check', ...ofDev, '--network-facts', 'now.json'],
  );
  expect(check.stderr).toContain('Network facts: now.json');
  const { stdout } = await command(
    ...['verify', 'out', '--network-facts', 'now.json', '--format', 'json'],
  );
  const { verdict, findings, rules } = JSON.parse(stdout);
  return {
    verdict,
    rules,
    findings: findings.map(
      (one: { rule: string; status: string; message: string }) =>
        `${one.rule} ${one.status}: ${one.message}`,
    ),
  };
}

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2 });
  sandbox.control.shareResource('tgw-0a');
  cwd = folderWith({
    'before.yaml': {
      privateServerless: {
        environments: [
          {
            id: 'dev',
            accountId: '111111111111',
            region,
            awsEndpointUrl: sandbox.endpointUrl,
            corporateCidrs: ['10.0.0.0/8'],
          },
        ],
      },
    },
    'parameters.json': { TransitGatewayId: 'tgw-0a' },
    'answers.json': {
      ...answers,
      environment: 'dev',
      network: 'existing',
      entry: 'endpoint',
      data: ['dynamodb'],
    },
  });
  const before = ['--environment', 'dev', '--config', 'before.yaml'];
  await succeed(
    ...['environment', 'deploy', ...before],
    ...['--parameters', 'parameters.json'],
  );
  const shown = await succeed('environment', 'show', ...before, '--json');
  writeFileSync(file('after.yaml'), shown.stdout);
  await succeed(
    ...['generate', '--answers', 'answers.json', '--out', 'out'],
    ...['--config', 'after.yaml'],
  );
});
afterAll(async () => sandbox.close());

/** Properties before a change, as the environment stack set them. null removes one. */
const originals: Record<string, Record<string, unknown>> = {
  RouteToCorporate1: {
    DestinationCidrBlock: '10.0.0.0/8',
    TransitGatewayId: 'tgw-0a',
    GatewayId: null,
    NatGatewayId: null,
  },
  SubnetB: { MapPublicIpOnLaunch: false, AvailabilityZone: `${region}b` },
  ExecuteApiIngress1: { CidrIp: '10.0.0.0/8' },
  ExecuteApiEndpoint: {
    ServiceName: `com.amazonaws.${region}.execute-api`,
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: `arn:aws:execute-api:${region}:111111111111:*`,
        },
      ],
    },
  },
  DynamoDbEndpoint: {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'dynamodb:*',
          Resource: `arn:aws:dynamodb:${region}:111111111111:table/*`,
        },
      ],
    },
  },
};

describe('a service in an existing network', () => {
  it('is unproven without network facts', async () => {
    const { code, stdout } = await command('verify', 'out');
    expect(stdout).toMatch(/^Not proven private: /);
    expect(stdout).toMatch(
      /there are no network facts\.\n {2}Why: .*\n {2}What to do: /,
    );
    expect(code).toBe(1);
  });

  it('is private with the facts of the network', async () => {
    const { verdict, findings, rules } = await prove();
    expect(findings).toEqual([]);
    expect(verdict).toBe('private');
    for (const id of [
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
      '11',
      '12',
      '14',
      '17',
      '19',
    ]) {
      expect([id, rules[`PS${id}`]]).toEqual([id, 'proven']);
    }
    const facts = parseNetworkFacts(readFileSync(file('now.json'), 'utf8'));
    expect(accepted(facts as NetworkFacts)).toEqual(
      JSON.parse(readFileSync(file('now.json'), 'utf8')),
    );
  });

  it.each<[string, string, Record<string, unknown>, RegExp[]]>([
    [
      'a route to an internet gateway',
      'RouteToCorporate1',
      { TransitGatewayId: null, GatewayId: 'igw-0a' },
      [
        /^PS01 violated: ApiFunction uses .* routes 10\.0\.0\.0\/8 to internet gateway igw-0a/,
        /^PS03 unproven: /,
        /^PS04 violated: /,
      ],
    ],
    [
      'a route to a NAT gateway',
      'RouteToCorporate1',
      { TransitGatewayId: null, NatGatewayId: 'nat-0a' },
      [/^PS02 violated: .* to NAT gateway nat-0a/, /^PS04 violated: /],
    ],
    [
      'a default route to another network',
      'RouteToCorporate1',
      { DestinationCidrBlock: '0.0.0.0/0' },
      [/^PS04 violated: .* has a default route to another network, tgw-0a/],
    ],
    [
      'public addresses',
      'SubnetB',
      { MapPublicIpOnLaunch: true },
      [/^PS05 violated: ApiFunction uses subnet-.* assigns public addresses/],
    ],
    [
      'public ingress to the endpoint',
      'ExecuteApiIngress1',
      { CidrIp: '0.0.0.0/0' },
      [
        /^PS06 violated: RestApi uses vpce-.* with sg-.* ingress from 0\.0\.0\.0\/0/,
      ],
    ],
    [
      'an open policy of the endpoint',
      'ExecuteApiEndpoint',
      {
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
          ],
        },
      },
      [/^PS19 violated: RestApi uses vpce-.*: A statement allows all actions/],
    ],
    [
      'an open policy of the endpoint of its data',
      'DynamoDbEndpoint',
      {
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
          ],
        },
      },
      [/^PS19 violated: .* uses vpce-.*: A statement allows all actions/],
    ],
    [
      'another service behind the endpoint',
      'ExecuteApiEndpoint',
      { ServiceName: `com.amazonaws.${region}.sqs` },
      [/^PS11 violated: /, /^PS12 violated: /, /^PS14 violated: /],
    ],
  ])(
    'is not private with %s',
    async (name, logicalId, properties, expected) => {
      const change = (values: Record<string, unknown>) =>
        sandbox.control.changeResource({
          stackName,
          logicalId,
          properties: values as never,
        });
      const restored = originals[logicalId];
      change(properties);
      const { verdict, findings } = await prove();
      change(restored);
      expect(findings).toEqual(expected.map(one => expect.stringMatching(one)));
      const isOnlyWarning = name.includes('default route');
      expect(verdict).toBe(isOnlyWarning ? 'private' : 'violated');
      expect((await prove()).verdict).toBe('private');
    },
  );

  it('is unproven if a call was refused', async () => {
    sandbox.control.setDeniedOperations({ '*': ['DescribeRouteTables'] });
    const { verdict, findings } = await prove();
    sandbox.control.setDeniedOperations({});
    expect(verdict).toBe('unproven');
    expect(findings).toEqual(
      ['PS01', 'PS02', 'PS03', 'PS04', 'PS21'].map(rule =>
        expect.stringMatching(
          new RegExp(
            `^${rule} unproven: .* the network facts do not describe route tables`,
          ),
        ),
      ),
    );
  });
});

describe('verify', () => {
  beforeAll(async () => {
    await prove();
    copyFileSync(file('now.json'), file('out/privacy-facts.json'));
  });
  const edit = (change: object) =>
    writeFileSync(
      file('edited.json'),
      JSON.stringify({
        ...JSON.parse(readFileSync(file('now.json'), 'utf8')),
        ...change,
      }),
    );

  it('reads privacy-facts.json of the repository', async () => {
    const { code, stdout } = await command('verify', 'out');
    expect(stdout).toMatch(
      /^Private: .*\n(.*\n)*?Network facts: \d{4}-\d\d-\d\dT.*Z, SHA-256 [0-9a-f]{64}\n/,
    );
    expect(code).toBe(0);
    const byTemplate = await command(
      'verify',
      'out/infrastructure/template.yaml',
    );
    expect(byTemplate.stdout).toBe(stdout);
    const ofEnvironment = await command('verify', 'out', ...ofDev);
    expect(ofEnvironment).toMatchObject({ code: 0, stdout });
  });

  it('keeps a proof without the time and the age of the facts', async () => {
    const written = await command('verify', 'out', '--write-proof');
    expect(written.code).toBe(0);
    const proof = readFileSync(file('out/privacy-proof.json'), 'utf8');
    const { at } = JSON.parse(readFileSync(file('now.json'), 'utf8'));
    expect(JSON.parse(proof)).toMatchObject({
      verdict: 'private',
      networkFacts: {
        file: 'privacy-facts.json',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      warnings: [],
    });
    expect(proof).toContain('according to the network facts');
    for (const name of ['json', 'md']) {
      expect(
        readFileSync(file(`out/privacy-proof.${name}`), 'utf8'),
      ).not.toContain(at);
    }
    const checked = await command('verify', 'out', '--check-proof');
    expect(checked).toMatchObject({ code: 0, stderr: '' });
  });

  it('warns about old facts, in every format, with exit code 0', async () => {
    edit({ at: '2020-01-01T00:00:00Z' });
    for (const format of ['text', 'json', 'sarif']) {
      const { code, stdout } = await command(
        ...['verify', 'out', '--network-facts', 'edited.json'],
        ...['--format', format],
      );
      expect(stdout).toMatch(
        /The network facts are of 2020-01-01T00:00:00Z, \d+ days ago, and older than 24h \(privacy\.maxFactsAge\)\./,
      );
      expect(stdout).toContain('edited.json');
      expect(code).toBe(0);
    }
  });

  it('uses the maximum age of the environment', async () => {
    const configuration = JSON.parse(readFileSync(file('after.yaml'), 'utf8'));
    configuration.privateServerless.environments[0].privacy = {
      maxFactsAge: '1ms',
    };
    writeFileSync(file('strict.yaml'), JSON.stringify(configuration));
    const { stdout, stderr } = await command(
      ...['verify', 'out', '--environment', 'dev', '--config', 'strict.yaml'],
    );
    expect(stdout).toContain('older than 1ms (privacy.maxFactsAge)');
    expect(stderr).not.toContain('maxFactsAge');
  });

  it.each<[string, object, string[], RegExp]>([
    [
      'another VPC than the parameters',
      { vpc: { id: 'vpc-0', cidrs: [], ipv6Cidrs: [] } },
      [],
      /^Network facts edited\.json: vpc\.id: 'vpc-0' is not the VPC of the template, which names vpc-.*\. Use the network facts of the environment/m,
    ],
    [
      'another account than the environment',
      { accountId: '222222222222' },
      ofDev,
      /^Network facts edited\.json: accountId: '222222222222' is not that of the environment, '111111111111'\./m,
    ],
    [
      'another region than the environment',
      { region: 'eu-west-1' },
      ofDev,
      /^Network facts edited\.json: region: 'eu-west-1' is not that of the environment/m,
    ],
    [
      'another version',
      { version: 2 },
      [],
      /^Network facts edited\.json: version: 2 is not 1\. Write the file again/m,
    ],
  ])('ends with code 2 for facts of %s', async (_, change, more, message) => {
    edit(change);
    const { code, stdout, stderr } = await command(
      ...['verify', 'out', '--network-facts', 'edited.json', ...more],
    );
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('does not follow a link out of the repository', async () => {
    const kept = file('out/privacy-facts.json');
    renameSync(kept, file('kept.json'));
    symlinkSync(file('kept.json'), kept);
    const { code, stderr } = await command('verify', 'out');
    rmSync(kept);
    renameSync(file('kept.json'), kept);
    expect(stderr).toMatch(
      /privacy-facts\.json is a link to a file outside the repository\./,
    );
    expect(code).toBe(2);
  });
});
