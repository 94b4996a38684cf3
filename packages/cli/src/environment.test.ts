import { listResources } from '@private-serverless/stack';
import { checkEnvironments } from '@private-serverless/environment';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { answers } from './__testUtils__/fixtures';
import { folderWith, run } from './__testUtils__/run';
import { type Aws, awsClients } from './lib/awsClients';

// Each deploy follows its stack operation for some seconds.
jest.setTimeout(180_000);

const region = 'eu-central-1';
const bucketOf = (id: string, purpose: string) =>
  `ps-${id}-${purpose}-111111111111-${region}-an`;

let sandbox: Sandbox;
let aws: Aws;
let cwd: string;

/** A configuration with one environment. */
const configOf = (id: string, more: object = {}) => ({
  privateServerless: {
    environments: [
      {
        id,
        accountId: '111111111111',
        region,
        awsEndpointUrl: sandbox.endpointUrl,
        corporateCidrs: ['10.0.0.0/8'],
        ...more,
      },
      { id: 'other', accountId: 'not an account' },
    ],
  },
});

beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 2 });
  sandbox.control.shareResource('tgw-0a');
  aws = awsClients({ region, awsEndpointUrl: sandbox.endpointUrl });
  cwd = folderWith({
    'dev.yaml': configOf('dev', {
      network: {
        new: {
          cidrs: ['10.64.0.0/20', '10.65.0.0/20'],
          prefixListIds: { dynamodb: 'pl-6ea54007' },
        },
      },
      artifactBucket: bucketOf('dev', 'artifacts'),
      tags: { costCentre: '42' },
    }),
    'answers.json': { ...answers, environment: 'dev' },
    'other-range.json': { VpcCidr: '10.66.0.0/20' },
    'no-network.json': { CreateNetwork: 'false' },
    'connected.json': {
      TransitGatewayId: 'tgw-0a',
      DomainSuffix: 'dev.acme.internal',
      CreateTrustStoreBucket: 'true',
      BackstagePrincipalArn: 'arn:aws:iam::222222222222:role/backstage',
    },
    'left-behind.json': {
      ArtifactBucketName: bucketOf('dev', 'artifacts'),
      CreateLogBucket: 'false',
      CreateTrail: 'false',
      CreateTrustStoreBucket: 'false',
    },
    'ci.json': { CiOrganization: 'acme' },
    'one-range.yaml': configOf('one-range', {
      corporateCidrs: ['10.0.0.0/8', 'fd00::/8'],
      network: { new: { cidrs: ['10.64.0.0/20'] } },
      artifactBucket: bucketOf('one-range', 'artifacts'),
    }),
    'unknown-gateway.json': { TransitGatewayId: 'tgw-0b' },
    'overlapping.json': { VpcCidr: '10.65.8.0/22', SubnetHostBits: '6' },
    'minimal.yaml': configOf('minimal', {
      artifactBucket: 'acme-artifacts',
      cloudFormationRoleArn: 'arn:aws:iam::111111111111:role/cloudformation',
      permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary',
      network: {
        existing: { vpcId: 'vpc-0a', subnetIds: ['subnet-0a', 'subnet-0b'] },
      },
    }),
    'without-trail.json': {
      CreateTrail: 'false',
      CreateApiGatewayLoggingRole: 'false',
      CreateLogBucket: 'false',
    },
    'foreign.yaml': configOf('foreign', { accountId: '222222222222' }),
    'nobody.yaml': configOf('nobody', { corporateCidrs: [] }),
    'long.yaml': configOf('an-environment-with-19'.slice(0, 19)),
    'many.yaml': configOf('many', {
      corporateCidrs: [1, 2, 3, 4, 5].map(n => `10.${n}.0.0/16`),
    }),
  });
});
afterAll(async () => {
  aws.close();
  await sandbox.close();
});

const environment = (
  command: 'deploy' | 'show',
  id: string,
  ...more: string[]
) =>
  run(
    [
      'environment',
      command,
      '--environment',
      id,
      '--config',
      `${id}.yaml`,
    ].concat(more),
    { cwd },
  );
const idsOf = async (id: string) => {
  const resources = await listResources({
    cloudFormation: aws.cloudFormation,
    stackName: `private-serverless-environment-${id}`,
  });
  return Object.fromEntries(
    resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]),
  );
};
const exists = (Bucket: string) =>
  aws.s3.send(new HeadBucketCommand({ Bucket })).then(
    () => true,
    () => false,
  );

describe('environment deploy', () => {
  it('prepares an account, changes nothing the second time, and keeps the network in an update', async () => {
    const before = await environment('show', 'dev');
    expect(before).toMatchObject({ code: 1, stdout: '' });
    expect(before.stderr).toMatch(
      /has not been deployed to account 111111111111/,
    );

    const plan = await environment('deploy', 'dev', '--plan');
    expect(plan.stdout).toMatch(/^Would create:\n[^]*Vpc/);
    expect(plan.code).toBe(0);

    const created = await environment('deploy', 'dev', '--json');
    expect(created.code).toBe(0);
    const { outputs, status } = JSON.parse(created.stdout);
    expect(status).toBe('CREATE_COMPLETE');
    expect(outputs.ArtifactBucket).toBe(bucketOf('dev', 'artifacts'));
    const ids = await idsOf('dev');
    expect(ids).toMatchObject({
      Vpc: outputs.VpcId,
      Trail: 'private-serverless-dev',
    });
    expect(ids).not.toHaveProperty('HostedZone');

    const again = await environment('deploy', 'dev');
    expect(again.stdout).toMatch(/^Nothing to change/);

    const updated = await environment(
      'deploy',
      'dev',
      '--parameters',
      'connected.json',
    );
    expect(updated.stderr).toMatch(/✓ RouteToCorporate1 .*CREATE_COMPLETE/);
    expect(updated.code).toBe(0);
    const now = await idsOf('dev');
    for (const name of [
      'Vpc',
      'SubnetA',
      'SubnetB',
      'SubnetC',
      'ExecuteApiEndpoint',
    ]) {
      expect({ name, id: now[name] }).toEqual({ name, id: ids[name] });
    }
    expect(now.HostedZone).toMatch(/^Z/);

    // A value of an earlier parameters file stays.
    expect((await environment('deploy', 'dev')).stdout).toMatch(
      /^Nothing to change/,
    );
  });

  it('never replaces or deletes the network without --allow-replacement', async () => {
    const ids = await idsOf('dev');
    const replaced = await environment(
      'deploy',
      'dev',
      '--parameters',
      'other-range.json',
    );
    expect(replaced.stderr).toMatch(
      /^Stack private-serverless-environment-dev is not deployed: .*Vpc \(AWS::EC2::VPC, vpc-\w+\) would be replaced, since CidrBlock changes from 10\.65\.0\.0\/20 to 10\.66\.0\.0\/20: every service/m,
    );
    expect(replaced.stderr).toMatch(/--allow-replacement/);
    expect(replaced).toMatchObject({ code: 1, stdout: '' });
    const removed = await environment(
      'deploy',
      'dev',
      '--parameters',
      'no-network.json',
    );
    expect(removed.stderr).toMatch(
      /ExecuteApiEndpoint \(AWS::EC2::VPCEndpoint, vpce-\w+\) would be deleted/,
    );
    expect(removed.code).toBe(1);
    expect(await idsOf('dev')).toEqual(ids);

    const allowed = await environment(
      'deploy',
      'dev',
      '--plan',
      '--allow-replacement',
      '--parameters',
      'other-range.json',
    );
    expect(allowed.code).toBe(0);
  });

  it('leaves out what the configuration already has', async () => {
    const { code } = await environment(
      'deploy',
      'minimal',
      '--parameters',
      'without-trail.json',
    );
    expect(code).toBe(0);
    expect(Object.keys(await idsOf('minimal'))).toEqual([]);
  });
});

describe('environment deploy says', () => {
  it('what the stack does not do', async () => {
    const { code, stderr } = await environment('deploy', 'one-range', '--plan');
    expect(stderr).toMatch(/^Warning: corporateCidrs: fd00::\/8 is left out/m);
    expect(stderr).toMatch(
      /^Warning: network\.new\.cidrs: the shared VPC uses 10\.64\.0\.0\/20, the only range/m,
    );
    expect(code).toBe(0);
  });

  it('that the CI of an organization needs repositories', async () => {
    const { code, stderr } = await environment(
      'deploy',
      'one-range',
      '--parameters',
      'ci.json',
    );
    expect(stderr).toMatch(
      /CiRepositories names the repositories of CiOrganization/,
    );
    expect(code).not.toBe(0);
  });
});

describe('environment show', () => {
  it('prints an entry that is valid, that generate accepts, and that changes nothing when it is deployed', async () => {
    const { stdout, stderr, code } = await environment('show', 'dev');
    expect(code).toBe(0);
    const { items } = checkEnvironments(parse(stdout).privateServerless);
    expect(items.flatMap(({ problems }) => problems)).toEqual([]);
    const ids = await idsOf('dev');
    expect(items[0].environment).toMatchObject({
      artifactBucket: bucketOf('dev', 'artifacts'),
      logBucket: bucketOf('dev', 'logs'),
      cloudFormationRoleArn: expect.stringMatching(
        /:role\/.*-CloudFormationRole-/,
      ),
      permissionsBoundaryArn: ids.PermissionsBoundary,
      corporateCidrs: ['10.0.0.0/8'],
      domain: { suffix: 'dev.acme.internal', hostedZoneId: ids.HostedZone },
      network: {
        existing: {
          vpcId: ids.Vpc,
          subnetIds: [ids.SubnetA, ids.SubnetB, ids.SubnetC],
          routeTableIds: [ids.RouteTable],
          executeApiEndpointId: ids.ExecuteApiEndpoint,
          endpointSecurityGroupIds: [ids.ExecuteApiSecurityGroup],
        },
        // Without the range of the shared VPC.
        new: {
          cidrs: ['10.64.0.0/20'],
          prefixListIds: { dynamodb: 'pl-6ea54007' },
        },
      },
      tags: { costCentre: '42' },
    });
    expect(stderr).toMatch(
      /aws\.accounts: accountId '111111111111', roleName private-serverless-\S+-DeployRole-/,
    );

    const json = await environment('show', 'dev', '--json');
    expect(JSON.parse(json.stdout)).toEqual(parse(stdout));

    const pasted = folderWith({ 'dev.yaml': stdout });
    const out = path.join(pasted, 'orders');
    const files = ['--config', path.join(pasted, 'dev.yaml')];
    const generated = await run(
      ['generate', '--answers', 'answers.json', '--out', out, ...files],
      { cwd },
    );
    expect(generated).toMatchObject({ code: 0 });
    expect(
      readFileSync(path.join(out, 'private-serverless.json'), 'utf8'),
    ).toContain('dev');
    const deployed = await run([
      'environment',
      'deploy',
      '--environment',
      'dev',
      ...files,
    ]);
    expect(deployed.stdout).toMatch(/^Nothing to change/);
  });
});

describe('the stack of an environment', () => {
  it('keeps buckets and trail when it is deleted', async () => {
    const at = [
      '--stack-name',
      'private-serverless-environment-dev',
      '--region',
      region,
      '--aws-endpoint-url',
      sandbox.endpointUrl,
    ];
    const refused = await run(['destroy', ...at]);
    expect(refused.stderr).toMatch(/--lift-protection/);
    expect(refused.code).toBe(1);
    const destroyed = await run([
      'destroy',
      '--lift-protection',
      '--json',
      ...at,
    ]);
    expect(destroyed.code).toBe(0);
    for (const purpose of ['artifacts', 'logs', 'trail', 'trust']) {
      expect({
        purpose,
        exists: await exists(bucketOf('dev', purpose)),
      }).toEqual({ purpose, exists: true });
    }
    const { retained } = JSON.parse(destroyed.stdout);
    expect(retained.map((one: { logicalId: string }) => one.logicalId)).toEqual(
      expect.arrayContaining(['Trail', 'TrailBucket', 'ArtifactBucket']),
    );

    // A new stack uses what is left.
    const taken = await environment('deploy', 'dev');
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/already exists/);
    expect(taken.stderr).toContain(
      `{"ArtifactBucketName":"${bucketOf(
        'dev',
        'artifacts',
      )}","CreateLogBucket":"false","CreateTrail":"false","CreateTrustStoreBucket":"false"}.`,
    );
    const anew = await environment(
      'deploy',
      'dev',
      '--parameters',
      'left-behind.json',
    );
    expect(anew).toMatchObject({ code: 0 });
    expect(await idsOf('dev')).not.toHaveProperty('ArtifactBucket');
    const again = await environment('deploy', 'dev');
    expect(again.stdout).toMatch(/^Nothing to change/);
  });

  it.each([
    [
      'a transit gateway that is not shared with the account',
      'unknown-gateway.json',
      /TransitGatewayId: tgw-0b is not a transit gateway that account 111111111111 can use in eu-central-1\. Share it .*\nNothing was changed\./,
    ],
    [
      'a range that overlaps a VPC of the account',
      'overlapping.json',
      /VpcCidr: 10\.65\.8\.0\/22 overlaps a VPC of account 111111111111 in eu-central-1\. Set VpcCidr/,
    ],
  ])('is not created with %s', async (_, parameters, message) => {
    const config = folderWith({ 'tgw.yaml': configOf('tgw') });
    const { code, stderr, stdout } = await run(
      [
        'environment',
        'deploy',
        '--environment',
        'tgw',
        '--config',
        path.join(config, 'tgw.yaml'),
        '--parameters',
        parameters,
      ],
      { cwd },
    );
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/CREATE/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(await exists(bucketOf('tgw', 'artifacts'))).toBe(false);
  });

  it('is created with a warning if nobody may describe the VPCs and transit gateways', async () => {
    sandbox.control.setDeniedOperations({
      '*': ['DescribeTransitGateways', 'DescribeVpcs'],
    });
    const { code, stderr } = await environment('deploy', 'one-range', '--plan');
    sandbox.control.setDeniedOperations({});
    expect(stderr).toMatch(
      /^Warning: not checked: 10\.64\.0\.0\/20 \(ranges\): .*ec2:DescribeVpcs/m,
    );
    expect(code).toBe(0);
  });
});

describe('a usage error of environment', () => {
  it.each<[string[], RegExp]>([
    [
      ['deploy', '--config', 'dev.yaml'],
      /^--environment is missing\. Use one of dev, other \(/,
    ],
    [
      ['show', '--config', 'dev.yaml'],
      /^--environment is missing\. Use one of dev, other \(/,
    ],
    [
      ['deploy', '--config', 'dev.yaml', '--environment', 'mars'],
      /^--environment: "mars" is not in --config dev\.yaml\. Use one of dev, other \(/,
    ],
    [['deploy', '--config', 'dev.yaml', '--environment', 'other'], /accountId/],
    [
      ['show', '--config', 'foreign.yaml', '--environment', 'foreign'],
      /222222222222/,
    ],
    [
      ['deploy', '--config', 'foreign.yaml', '--environment', 'foreign'],
      /222222222222/,
    ],
    [
      ['deploy', '--config', 'nobody.yaml', '--environment', 'nobody'],
      /^corporateCidrs: missing or empty/,
    ],
    [
      [
        'deploy',
        '--config',
        'long.yaml',
        '--environment',
        'an-environment-with',
      ],
      /has 19 characters, .* room for 18/,
    ],
    [
      ['deploy', '--config', 'many.yaml', '--environment', 'many'],
      /^corporateCidrs: 5 values, .* room for 4/,
    ],
  ])('%j ends with code 2', async (args, message) => {
    const { code, stdout, stderr } = await run(['environment', ...args], {
      cwd,
    });
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
