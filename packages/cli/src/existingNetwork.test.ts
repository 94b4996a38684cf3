import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import {
  existsSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { deployEnvironment } from './__testUtils__/environmentStack';
import { answers } from './__testUtils__/fixtures';
import { folderWith, run } from './__testUtils__/run';

// Each deploy follows its stack operation for some seconds.
jest.setTimeout(180_000);

const region = 'eu-central-1';
let sandbox: Sandbox;
let cwd: string;
let repository: string;

const command = (...args: string[]) => run(args, { cwd });
const deploy = (...args: string[]) => command('deploy', repository, ...args);
/** Runs a command that sets up the tests. */
async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await command(...args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
}
const factsFile = () => path.join(repository, 'privacy-facts.json');
const proofFile = () => path.join(repository, 'privacy-proof.json');
const facts = () => JSON.parse(readFileSync(factsFile(), 'utf8'));

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2 });
  const environment = {
    id: 'dev',
    accountId: '111111111111',
    region,
    awsEndpointUrl: sandbox.endpointUrl,
    corporateCidrs: ['10.0.0.0/8'],
  };
  cwd = folderWith({
    // The environment decides on the network.
    'answers.json': { ...answers, network: undefined, environment: 'dev' },
  });
  const dev = await deployEnvironment(cwd, environment);
  const config = {
    privateServerless: {
      environments: [
        dev,
        {
          ...environment,
          id: 'other',
          artifactBucket: 'private-serverless-artifacts',
          network: { new: { cidrs: ['10.64.0.0/16'], netmaskLength: 24 } },
        },
      ],
    },
  };
  writeFileSync(path.join(cwd, 'config.json'), JSON.stringify(config));
  repository = path.join(cwd, 'orders');
  const from = ['--answers', 'answers.json', '--config', 'config.json'];
  await succeed('generate', ...from, '--out', repository);
  const without = { ...dev, artifactBucket: 'none' };
  writeFileSync(
    path.join(cwd, 'not-ready.json'),
    JSON.stringify({ privateServerless: { environments: [without] } }),
  );
});
afterAll(() => sandbox.close());

describe('a service in an existing network', () => {
  it('is not proven without a description of the network', async () => {
    const { code, stdout } = await command('verify', repository);
    expect(code).toBe(1);
    expect(stdout).toContain('unproven');
  });

  it.each([
    [
      [],
      /^--environment is missing: the service runs in the existing network/m,
    ],
    [
      ['--environment', 'other'],
      /the service was generated for environment dev/,
    ],
    [
      ['--environment', 'dev', '--region', 'us-east-1'],
      /--region: 'us-east-1' is not that of environment dev \(eu-central-1\)\. Remove/,
    ],
    [['--config', 'config.json'], /--config is used only with --environment/],
  ])('is not deployed with %j', async (options, message) => {
    const config =
      options[0] === '--environment' ? ['--config', 'config.json'] : [];
    const result = await deploy(...options, ...config);
    expect(result.stderr).toMatch(message);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(factsFile())).toBe(false);
  });

  it('is not deployed if the environment lacks what it needs', async () => {
    const at = ['--environment', 'dev', '--config', 'not-ready.json'];
    const { code, stderr, stdout } = await deploy(...at);
    expect(stderr).toMatch(
      /^Environment dev is not ready for this service\. Nothing was changed\.\n- none \(bucket\.artifacts\): missing.*What to do: Create the bucket/m,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('is planned without writing the description', async () => {
    const { code, stderr } = await deploy(
      '--environment',
      'dev',
      '--config',
      'config.json',
      '--plan',
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(existsSync(factsFile())).toBe(false);
    expect(existsSync(proofFile())).toBe(false);
  });

  it('does not overwrite a file outside the repository through a link', async () => {
    const outside = path.join(cwd, 'outside.json');
    writeFileSync(outside, 'kept');
    symlinkSync(outside, factsFile());
    const at = ['--environment', 'dev', '--config', 'config.json'];
    const { code, stderr } = await deploy(...at);
    rmSync(factsFile());
    expect(stderr).toMatch(/privacy-facts\.json is a link to a file outside/);
    expect(code).toBe(2);
    expect(readFileSync(outside, 'utf8')).toBe('kept');
  });

  it('does not write its proof outside the repository through a link', async () => {
    const outside = path.join(cwd, 'proof.json');
    symlinkSync(outside, proofFile());
    const at = ['--environment', 'dev', '--config', 'config.json'];
    const { code, stderr } = await deploy(...at);
    rmSync(proofFile());
    rmSync(factsFile());
    expect(stderr).toMatch(/privacy-proof\.json is a link to a file outside/);
    expect(code).not.toBe(0);
    expect(existsSync(outside)).toBe(false);
  });

  it('is deployed, keeps the description, and is then proven by it', async () => {
    const at = ['--environment', 'dev', '--config', 'config.json'];
    const deployed = await deploy(...at, '--json');
    expect(deployed).toMatchObject({ code: 0 });
    const { outputs } = JSON.parse(deployed.stdout);
    expect(outputs.VpcId).toBe(facts().vpc.id);
    const again = await deploy(...at, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ operation: 'none' });
    const verified = await command('verify', repository, '--format', 'json');
    expect(JSON.parse(verified.stdout)).toMatchObject({
      verdict: 'private',
      networkFacts: { at: facts().at },
    });
    expect(deployed.stderr).toContain(
      'Privacy proof: privacy-proof.json and privacy-proof.md',
    );
    const checked = await command('verify', repository, '--check-proof');
    expect(checked).toMatchObject({ code: 0, stderr: '' });
  });

  it('is blocked as soon as an endpoint of the network has full access, and the repository shows why', async () => {
    sandbox.control.changeResource({
      stackName: 'private-serverless-environment-dev',
      logicalId: 'DynamoDbEndpoint',
      properties: {
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
          ],
        },
      },
    });
    const at = ['--environment', 'dev', '--config', 'config.json'];
    const blocked = await deploy(...at);
    expect(blocked.stderr).toMatch(/PS19 violated/);
    expect(blocked.code).toBe(1);
    const verified = await command('verify', repository);
    expect(verified.stdout).toMatch(/PS19.*violated/);
    expect(verified.code).toBe(1);
  });

  it('is blocked before the proof if a subnet of the network gives out public addresses', async () => {
    sandbox.control.changeResource({
      stackName: 'private-serverless-environment-dev',
      logicalId: 'SubnetA',
      properties: { MapPublicIpOnLaunch: true },
    });
    const at = ['--environment', 'dev', '--config', 'config.json'];
    const blocked = await deploy(...at);
    expect(blocked.stderr).toMatch(
      /^Environment dev is not ready for this service\. Nothing was changed\.\n- subnet-\w+ \(subnets\.public\): found assigns public addresses/m,
    );
    expect(blocked.code).toBe(1);
  });
});
