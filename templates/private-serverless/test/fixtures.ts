import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { Environment } from '../generators/app/project.ts';

export const run = promisify(execFile);

/** Answers that are valid without further ones. */
export const answers = {
  name: 'orders',
  description: 'Takes orders',
  owner: 'group:default/team-a',
  environment: 'dev',
  network: 'new',
};

/** An environment with the minimum for a new network. */
export const environment: Environment = {
  id: 'dev',
  accountId: '111111111111',
  region: 'eu-central-1',
  artifactBucket: 'acme-artifacts-dev',
  corporateCidrs: ['10.0.0.0/8'],
  network: {
    new: {
      cidrs: ['10.64.0.0/20'],
      prefixListIds: { dynamodb: 'pl-66a5400f' },
    },
  },
};

/** An environment with every key that this version uses. */
export const richEnvironment: Environment = {
  ...environment,
  id: 'prod',
  title: 'Production',
  artifactBucket: 'acme-artifacts',
  permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
  kmsKeyArn:
    'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555',
  corporateCidrs: ['10.0.0.0/8', '192.168.0.0/16', 'fd00::/8'],
  baselineEndpoints: true,
  logRetentionDays: 365,
  tags: { costCentre: '42' },
};

/** An environment with an existing network, as the environment stack prepares one. */
export const existingEnvironment: Environment = {
  ...environment,
  id: 'shared',
  network: {
    existing: {
      vpcId: 'vpc-0a',
      subnetIds: ['subnet-0a', 'subnet-0b'],
      routeTableIds: ['rtb-0a', 'rtb-0b'],
      executeApiEndpointId: 'vpce-0a',
      endpointSecurityGroupIds: ['sg-0a', 'sg-0b'],
      endpointIds: { dynamodb: 'vpce-0b', lambda: 'vpce-0c', logs: 'vpce-0d' },
    },
  },
};

/** An existing network without endpoints, to which services may add some. */
export const bareEnvironment: Environment = {
  ...environment,
  id: 'bare',
  network: {
    existing: {
      vpcId: 'vpc-0a',
      subnetIds: ['subnet-0a', 'subnet-0b'],
      routeTableIds: ['rtb-0a'],
      allowNewEndpoints: true,
    },
  },
};

/** New networks that are connected to the corporate network. */
export const connectedEnvironment: Environment = {
  ...environment,
  id: 'connected',
  corporateCidrs: ['fd00::/8', '10.0.0.0/8', '192.168.0.0/16'],
  network: {
    new: {
      ipamPoolId: 'ipam-pool-0a',
      netmaskLength: 25,
      transitGatewayId: 'tgw-0a',
      resolverRuleIds: ['rslvr-rr-0a', 'rslvr-rr-0b'],
      associateZoneVpcIds: ['vpc-0c', 'vpc-0d'],
    },
  },
};

/** The environment's domain, with a certificate. */
export const domain = {
  suffix: 'dev.acme.internal',
  hostedZoneId: 'Z0123456789',
  certificateArn:
    'arn:aws:acm:eu-central-1:111111111111:certificate/11111111-2222-3333-4444-555555555555',
};

/** What an environment needs for load balancers, besides a network. */
export const balanced = { domain, logBucket: 'acme-logs-dev' };

/** An environment with pinned addresses, for which its new networks are large enough. */
export const pinnedEnvironment: Environment = {
  ...connectedEnvironment,
  ...balanced,
  id: 'pinned',
  baselineEndpoints: true,
  targets: 'pinned',
  network: { new: { ...connectedEnvironment.network!.new, netmaskLength: 24 } },
};

/** Every combination of answers and environment that generates a different template. */
export const combinations = [
  { data: [] as string[], privateDns: 'off', environment },
  { data: ['dynamodb'], privateDns: 'off', environment },
  { data: ['dynamodb'], privateDns: 'on', environment },
  { data: [], privateDns: 'zone', environment },
  { data: [], privateDns: 'on', environment: richEnvironment },
  { data: ['dynamodb'], privateDns: 'off', environment: richEnvironment },
  { data: [], privateDns: 'off', environment: existingEnvironment },
  {
    data: ['dynamodb'],
    privateDns: 'zone',
    environment: { ...existingEnvironment, baselineEndpoints: true },
  },
  { data: ['dynamodb'], privateDns: 'zone', environment: bareEnvironment },
  { data: [], privateDns: 'off', environment: connectedEnvironment },
  {
    data: ['dynamodb'],
    privateDns: 'off',
    environment: {
      ...connectedEnvironment,
      id: 'domain',
      domain: { suffix: 'dev.acme.internal', hostedZoneId: 'Z0123456789' },
    },
  },
  { data: ['dynamodb'], privateDns: 'zone', environment: connectedEnvironment },
  {
    data: [],
    privateDns: 'off',
    entry: 'custom-domain',
    environment: { ...connectedEnvironment, domain },
  },
  {
    data: ['dynamodb'],
    privateDns: 'zone',
    entry: 'custom-domain',
    environment: { ...existingEnvironment, domain },
  },
  {
    data: [],
    privateDns: 'off',
    entry: 'custom-domain',
    environment: { ...bareEnvironment, domain },
  },
  {
    data: [],
    privateDns: 'off',
    entry: 'alb',
    environment: { ...connectedEnvironment, ...balanced },
  },
  {
    data: ['dynamodb'],
    privateDns: 'off',
    entry: 'alb',
    environment: {
      ...existingEnvironment,
      ...balanced,
      baselineEndpoints: true,
    },
  },
  {
    data: [],
    privateDns: 'off',
    entry: 'alb',
    environment: { ...bareEnvironment, ...balanced },
  },
  {
    data: [],
    privateDns: 'off',
    entry: 'alb',
    environment: pinnedEnvironment,
  },
  {
    data: [],
    privateDns: 'off',
    entry: 'alb',
    environment: {
      ...existingEnvironment,
      ...balanced,
      controlPlaneInVpc: true,
      network: {
        existing: {
          ...existingEnvironment.network!.existing!,
          endpointIds: {
            ec2: 'vpce-0c',
            elasticloadbalancing: 'vpce-0d',
            s3: 'vpce-0e',
          },
        },
      },
    },
  },
  {
    data: ['dynamodb'],
    privateDns: 'off',
    entry: 'alb-lambda',
    environment: { ...richEnvironment, ...balanced },
  },
  {
    data: [],
    privateDns: 'off',
    entry: 'alb-lambda',
    environment: { ...existingEnvironment, ...balanced },
  },
].map(({ environment: where, ...varied }) => ({
  title: `data [${varied.data}], privateDns ${varied.privateDns}, environment ${
    where.id
  }, entry ${varied.entry ?? 'endpoint'}`,
  answers: {
    ...answers,
    ...varied,
    environment: where.id,
    network: where.network?.existing ? 'existing' : 'new',
  },
  environment: where,
}));

/** A folder that is deleted when the test ends. */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'generator-test-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Whether a command is on the PATH. */
export function hasCommand(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Output of cfn-lint for template files, in the regions of our users. Empty without problems. */
export async function cfnLint(files: string[]): Promise<string> {
  const regions = ['eu-central-1', 'us-east-1'];
  try {
    const { stdout } = await run('cfn-lint', [
      '--regions',
      ...regions,
      '--',
      ...files,
    ]);
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return stdout || stderr || String(error);
  }
}

/** Reason to skip a test that needs cfn-lint, or false. */
export const withoutCfnLint = hasCommand('cfn-lint')
  ? false
  : 'cfn-lint is not on the PATH: nothing was linted';
