import {
  CloudFormation,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith, run } from './__testUtils__/run';

// A deploy follows its stack operation for some seconds.
jest.setTimeout(60_000);

const region = 'eu-central-1';
/** A security group that is open to the internet: PS06, with severity H. */
const open = `
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.64.0.0/24 }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: Open
      VpcId: !Ref Vpc
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
      SecurityGroupEgress:
        - { IpProtocol: '-1', CidrIp: 127.0.0.1/32 }
`;
const wider = open.replace(
  '      SecurityGroupEgress',
  `        - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIpv6: '::/0' }
      SecurityGroupEgress`,
);
const described = open.replace('Description: Open', 'Description: Still open');
const exceptions = `
exceptions:
  - rule: PS06
    resource: Group
    reason: Migration of the clients
    approver: Jo Smith
    expires: ${new Date(Date.now() + 30 * 86_400_000)
      .toISOString()
      .slice(0, 10)}
`;

let sandbox: Sandbox;
let cwd: string;

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2 });
  const environment = (id: string, privacy: object) => ({
    id,
    accountId: '111111111111',
    region,
    awsEndpointUrl: sandbox.endpointUrl,
    privacy,
  });
  cwd = folderWith({
    'config.yaml': {
      privateServerless: {
        environments: [
          environment('strict', {}),
          environment('lists', { exceptions: ['PS06'] }),
          environment('warns', { severity: { PS06: 'M' } }),
          environment('later', { newRules: { block: { from: '2999-01-01' } } }),
          environment('since', { newRules: { block: { from: '2020-01-01' } } }),
        ],
      },
    },
  });
});
afterAll(async () => sandbox.close());

function command(id: string, template: string, ...args: string[]) {
  writeFileSync(path.join(cwd, 'template.yaml'), template);
  const [name, ...options] = args;
  return run(
    [
      ...[name, 'template.yaml', ...options],
      ...['--environment', id, '--config', 'config.yaml'],
    ],
    { cwd },
  );
}

describe('exceptions of a repository', () => {
  afterEach(() =>
    rmSync(path.join(cwd, 'privacy-exceptions.yaml'), { force: true }),
  );

  it('count if the environment lists the rule', async () => {
    writeFileSync(path.join(cwd, 'privacy-exceptions.yaml'), exceptions);
    const verified = await command('lists', open, 'verify');
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatch(/PS06 +H +excepted/);
    const deployed = await command(
      'lists',
      open,
      'deploy',
      '--stack-name',
      'excepted',
    );
    expect({ code: deployed.code, stderr: deployed.stderr }).toMatchObject({
      code: 0,
    });
  });

  it('do not count otherwise', async () => {
    writeFileSync(path.join(cwd, 'privacy-exceptions.yaml'), exceptions);
    const { code, stdout } = await command('strict', open, 'verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(/PS06 +H +violated/);
    expect(stdout).toContain(
      'The exception from PS06 for Group is not allowed: by default',
    );
    expect(stdout).toContain('privacy-exceptions.yaml:3');
    const deployed = await command(
      'strict',
      open,
      'deploy',
      '--stack-name',
      'refused',
    );
    expect(deployed.code).toBe(1);
    expect(deployed.stderr).toContain('Not private: PS06 violated at Group');
  });

  it('that cannot be read are an invalid input', async () => {
    writeFileSync(
      path.join(cwd, 'privacy-exceptions.yaml'),
      exceptions.replace('PS06', 'PS6'),
    );
    const { code, stderr } = await command('lists', open, 'verify');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(
        "privacy-exceptions.yaml, line 3: exceptions[0].rule: 'PS6' is not the ID of a rule.",
      ),
    });
  });
});

describe('the severity of an environment', () => {
  it('lets a deploy pass with a warning', async () => {
    const verified = await command('warns', open, 'verify');
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatch(/PS06 +.*violated/);
    const { code } = await command(
      'warns',
      open,
      'deploy',
      '--stack-name',
      'warned',
    );
    expect(code).toBe(0);
  });
});

describe('rules that are newer than a stack', () => {
  const deploy = (id: string, template: string) =>
    command(id, template, 'deploy', '--stack-name', 'old');

  beforeAll(async () => {
    const cloudFormation = new CloudFormation({
      endpoint: sandbox.endpointUrl,
      region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await cloudFormation.createStack({ StackName: 'old', TemplateBody: open });
    await waitUntilStackCreateComplete(
      { client: cloudFormation, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
      { StackName: 'old' },
    );
    cloudFormation.destroy();
  });

  it('do not block what it already has before the day', async () => {
    const { code, stderr } = await deploy('later', described);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });

  it('block something new at once', async () => {
    const { code, stderr } = await deploy('later', wider);
    expect(code).toBe(1);
    expect(stderr).toContain('Not private: PS06 violated at Group');
    expect(stderr).toContain('::/0');
  });

  it.each(['since', 'strict'])('block from the day on (%s)', async id => {
    const { code, stderr } = await deploy(id, described);
    expect(code).toBe(1);
    expect(stderr).toContain('Not private: PS06 violated at Group');
  });
});
