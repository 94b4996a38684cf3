import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '@private-serverless/environment';
import type { Properties } from '@private-serverless/sandbox';
import { checkReadiness } from './checkReadiness';
import {
  clientsOf,
  now,
  region,
  stackName,
  startAccount,
  type TestAccount,
} from './__testUtils__/account';
import { moreVpcs } from './__testUtils__/template';

jest.setTimeout(60_000);

let account: TestAccount;
beforeAll(async () => {
  account = await startAccount();
});
afterAll(async () => account.close());
afterEach(() => account.sandbox.control.setDeniedOperations({}));

const check = (environment: Environment = account.environment) =>
  checkReadiness({
    environment,
    clients: account.clients,
    clock: () => now,
  });

/** The complete environment with other keys. */
const having = (change: Partial<Environment>): Environment => ({
  ...account.environment,
  ...change,
});
type Existing = NonNullable<Environment['network']['existing']>;
const inNetwork = (change: Partial<Existing>) =>
  having({
    network: {
      existing: { ...account.environment.network.existing!, ...change },
    },
  });
const inDomain = (change: Partial<NonNullable<Environment['domain']>>) =>
  having({ domain: { ...account.environment.domain!, ...change } });

/** Runs a check while a resource of the stack has other properties. */
async function whileChanged(
  logicalId: string,
  properties: Properties,
  restored: Properties,
  environment?: Environment,
) {
  const { control } = account.sandbox;
  control.changeResource({ stackName, logicalId, properties });
  try {
    return await check(environment);
  } finally {
    control.changeResource({ stackName, logicalId, properties: restored });
  }
}

/** ID and status of the checks that are not ok. */
const problemsOf = ({ checks }: Awaited<ReturnType<typeof check>>) =>
  checks
    .filter(({ status }) => status !== 'ok')
    .map(({ id, status }) => `${id} ${status}`);

describe('a complete environment', () => {
  it('is ready, after few calls', async () => {
    account.sandbox.control.resetRequestCounts();
    const readiness = await check();
    expect(problemsOf(readiness)).toEqual([]);
    expect(readiness).toMatchObject({
      environment: 'dev',
      at: '2026-11-28T12:00:00.000Z',
      ready: true,
    });
    expect(readiness.checks.map(({ id }) => id)).toEqual([
      'account',
      'bucket.artifacts',
      'bucket.logs',
      'role.cloudformation',
      'role.pass',
      'policy.boundary',
      'apiGateway.loggingRole',
      'vpc',
      'vpc.dns',
      'subnets',
      'subnets.zones',
      'subnets.addresses',
      'routes.internet',
      'endpoint',
      'endpoint.policy',
      'endpoint.groups',
      'endpoint.logs',
      'endpoint.privateDns',
      'prefixLists',
      'prefixLists',
      'zone',
      'zone.association',
      'certificate',
      'certificate.names',
      'certificate.expiry',
      'trustStore',
    ]);
    const calls = Object.values(account.sandbox.control.requestCounts());
    expect(calls.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(
      40,
    );
  });

  it('has an empty fix for what is ok, and one for everything else', async () => {
    const { checks } = await check(inNetwork({ subnetIds: ['subnet-0a'] }));
    for (const { fix, status } of checks) {
      expect({ status, hasFix: fix !== '' }).toEqual({
        status,
        hasFix: status !== 'ok',
      });
    }
  });
});

describe('an environment that names what the account does not have', () => {
  const arn = 'arn:aws:iam::111111111111';
  it.each<[string, () => Environment, string[]]>([
    [
      'no bucket',
      () => having({ artifactBucket: undefined }),
      ['bucket.artifacts missing'],
    ],
    [
      'buckets that do not exist',
      () => having({ artifactBucket: 'none-a', logBucket: 'none-b' }),
      ['bucket.artifacts missing', 'bucket.logs missing'],
    ],
    [
      'a role that does not exist',
      () => having({ cloudFormationRoleArn: `${arn}:role/none` }),
      ['role.cloudformation missing'],
    ],
    [
      'a role with another path',
      () =>
        having({
          cloudFormationRoleArn: account.ids.ServiceRoleArn.replace(
            'role/',
            'role/platform/',
          ),
        }),
      ['role.cloudformation missing'],
    ],
    [
      'a role that CloudFormation cannot assume',
      () => having({ cloudFormationRoleArn: account.ids.LoggingRoleArn }),
      ['role.cloudformation wrong'],
    ],
    [
      'a role of another account',
      () =>
        having({ cloudFormationRoleArn: 'arn:aws:iam::222222222222:role/a' }),
      ['role.cloudformation wrong'],
    ],
    [
      'a boundary that does not exist',
      () => having({ permissionsBoundaryArn: `${arn}:policy/none` }),
      ['policy.boundary missing'],
    ],
    [
      'a boundary of another account',
      () =>
        having({
          permissionsBoundaryArn: 'arn:aws:iam::222222222222:policy/a',
        }),
      ['policy.boundary wrong'],
    ],
    ['no network', () => having({ network: {} }), ['network missing']],
    [
      'a VPC of another account or region, and nothing else about it',
      () => inNetwork({ vpcId: 'vpc-0123' }),
      ['vpc missing', 'zone.association wrong'],
    ],
    [
      'a subnet that does not exist',
      () => inNetwork({ subnetIds: [account.ids.SubnetA, 'subnet-0a'] }),
      ['subnets missing'],
    ],
    [
      'a subnet of another VPC',
      () =>
        inNetwork({
          subnetIds: [account.ids.SubnetA, account.ids.OtherSubnet],
        }),
      ['subnets wrong'],
    ],
    [
      'subnets in one Availability Zone',
      () => inNetwork({ subnetIds: [account.ids.SubnetA] }),
      ['subnets.zones wrong'],
    ],
    [
      'a subnet without free addresses',
      () => inNetwork({ subnetIds: [account.ids.SubnetA, account.ids.Tiny] }),
      ['subnets.addresses wrong'],
    ],
    [
      'a route table that does not exist',
      () => inNetwork({ routeTableIds: ['rtb-0a'] }),
      ['routes missing'],
    ],
    [
      'no endpoint',
      () => inNetwork({ executeApiEndpointId: undefined }),
      ['endpoint missing'],
    ],
    [
      'no endpoint, but services may create one',
      () =>
        inNetwork({ executeApiEndpointId: undefined, allowNewEndpoints: true }),
      [],
    ],
    [
      'endpoints that do not exist',
      () =>
        inNetwork({
          executeApiEndpointId: 'vpce-0a',
          endpointIds: { sqs: 'vpce-0b' },
        }),
      ['endpoint missing', 'endpoint.sqs missing'],
    ],
    [
      'endpoints of other services',
      () =>
        inNetwork({
          executeApiEndpointId: account.ids.Logs,
          endpointIds: { sqs: account.ids.Sns },
        }),
      ['endpoint wrong', 'endpoint.sqs wrong'],
    ],
    [
      'groups of another endpoint',
      () => inNetwork({ endpointSecurityGroupIds: [account.ids.OtherGroup] }),
      ['endpoint.groups wrong'],
    ],
    [
      'corporate networks that the endpoint does not admit',
      () => having({ corporateCidrs: ['10.0.0.0/8', '192.168.0.0/16'] }),
      ['endpoint.groups wrong'],
    ],
    [
      'a zone that does not exist',
      () => inDomain({ hostedZoneId: 'Z0123' }),
      ['zone missing'],
    ],
    [
      'the zone of another domain',
      () => inDomain({ hostedZoneId: account.ids.OtherZone }),
      ['zone wrong'],
    ],
    [
      'a certificate that does not exist',
      () =>
        inDomain({
          certificateArn: `arn:aws:acm:${region}:111111111111:certificate/none`,
        }),
      ['certificate missing'],
    ],
    [
      'a certificate of another region',
      () =>
        inDomain({
          certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/a',
        }),
      ['certificate wrong'],
    ],
    [
      'a certificate that is not issued',
      () =>
        inDomain({
          certificateArn: account.certificate(
            ['*.dev.acme.internal'],
            90,
            'PENDING_VALIDATION',
          ),
        }),
      ['certificate wrong'],
    ],
    [
      'a certificate of another name that expires',
      () =>
        inDomain({
          certificateArn: account.certificate(['*.acme.internal'], 13),
        }),
      ['certificate.names wrong', 'certificate.expiry wrong'],
    ],
    [
      'a trust store that does not exist',
      () => inDomain({ trustStore: { bucket: 'none', key: 'none.pem' } }),
      ['trustStore missing'],
    ],
  ])('%s', async (_, environment, expected) => {
    const readiness = await check(environment());
    expect(problemsOf(readiness)).toEqual(expected);
    expect(readiness.ready).toBe(expected.length === 0);
  });

  it('says which account the credentials have, and nothing about it', async () => {
    const { checks, ready } = await check(
      having({ accountId: '222222222222' }),
    );
    expect(ready).toBe(false);
    expect(checks).toEqual([
      {
        id: 'account',
        status: 'wrong',
        subject: '222222222222',
        found: '111111111111 (arn:aws:iam::111111111111:user/sandbox)',
        expected: '222222222222',
        fix: 'Use credentials of account 222222222222, or correct accountId.',
      },
    ]);
  });

  it('names subnet, found, expected and fix', async () => {
    const { checks } = await check(
      inNetwork({ subnetIds: [account.ids.SubnetA, account.ids.Tiny] }),
    );
    expect(checks).toContainEqual({
      id: 'subnets.addresses',
      status: 'wrong',
      subject: account.ids.Tiny,
      found: '7 free',
      expected: '8 or more free',
      fix: 'Free addresses in the subnet, or use a larger one.',
    });
  });
});

describe('an account that has something wrong', () => {
  const full = {
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    ],
  };
  const policyOf = (Action: string) => ({
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action,
        Resource: `arn:aws:execute-api:${region}:111111111111:*`,
      },
    ],
  });
  const rule = (source: Properties) => ({
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    ...source,
  });
  const ingress = (...rules: Properties[]) => ({ SecurityGroupIngress: rules });
  const admitted = ingress(rule({ CidrIp: '10.0.0.0/8' }));
  const endpointDns = { PrivateDnsEnabled: false };

  it.each<[string, string, Properties, Properties, string[]]>([
    [
      'API Gateway without a logging role',
      'Gateway',
      { CloudWatchRoleArn: null },
      { CloudWatchRoleArn: 'arn:aws:iam::111111111111:role/logging' },
      ['apiGateway.loggingRole missing'],
    ],
    [
      'DNS host names off',
      'Vpc',
      { EnableDnsHostnames: false },
      { EnableDnsHostnames: true },
      ['vpc.dns wrong'],
    ],
    [
      'a route to an internet gateway',
      'Route',
      { TransitGatewayId: null, GatewayId: 'igw-0a' },
      { TransitGatewayId: 'tgw-0a', GatewayId: null },
      ['routes.internet wrong'],
    ],
    [
      'an endpoint with full access',
      'ExecuteApi',
      { PolicyDocument: full },
      { PolicyDocument: policyOf('execute-api:Invoke') },
      ['endpoint.policy wrong'],
    ],
    [
      'an endpoint that admits no call of an API',
      'ExecuteApi',
      { PolicyDocument: policyOf('execute-api:ManageConnections') },
      { PolicyDocument: policyOf('execute-api:*') },
      ['endpoint.policy wrong'],
    ],
    [
      'a group with another port',
      'Group',
      ingress({
        ...rule({ CidrIp: '10.0.0.0/8' }),
        FromPort: 8443,
        ToPort: 8443,
      }),
      admitted,
      ['endpoint.groups wrong'],
    ],
    [
      'a group with a prefix list',
      'Group',
      ingress(rule({ SourcePrefixListId: 'pl-0a' })),
      admitted,
      ['endpoint.groups unknown'],
    ],
    [
      'a group that admits the halves of the corporate network',
      'Group',
      ingress(rule({ CidrIp: '10.128.0.0/9' }), rule({ CidrIp: '10.0.0.0/9' })),
      admitted,
      [],
    ],
    [
      'another endpoint with private DNS',
      'Sqs',
      {
        ServiceName: `com.amazonaws.${region}.execute-api`,
        PrivateDnsEnabled: true,
      },
      { ServiceName: `com.amazonaws.${region}.sqs`, ...endpointDns },
      ['endpoint.privateDns wrong'],
    ],
    [
      'a private zone that hides the names of API Gateway',
      'OtherZone',
      { Name: 'amazonaws.com' },
      { Name: 'prod.acme.internal' },
      ['endpoint.privateDns wrong'],
    ],
  ])('%s', async (_, logicalId, properties, restored, expected) => {
    const readiness = await whileChanged(logicalId, properties, restored);
    expect(problemsOf(readiness)).toEqual(expected);
  });

  it('a public zone, and one that is not associated with the VPC', async () => {
    const { Vpc, OtherVpc } = account.ids;
    const associated = (VPCId: string) => ({
      VPCs: [{ VPCId, VPCRegion: region }],
    });
    const open = await whileChanged('Zone', { VPCs: null }, associated(Vpc));
    expect(problemsOf(open)).toEqual(['zone wrong']);
    const apart = await whileChanged(
      'Zone',
      associated(OtherVpc),
      associated(Vpc),
    );
    expect(problemsOf(apart)).toEqual(['zone.association wrong']);
  });

  it('a role that may not be passed', async () => {
    account.sandbox.control.setDeniedOperations({ tester: ['PassRole'] });
    expect(problemsOf(await check())).toEqual(['role.pass wrong']);
  });

  it('groups of the endpoint to which services add rules need not admit the subnets', async () => {
    const environment = {
      ...inNetwork({ endpointSecurityGroupIds: [account.ids.Group] }),
      corporateCidrs: ['172.16.0.0/12'],
    };
    const rules = ingress(rule({ CidrIp: '172.16.0.0/12' }));
    expect(
      problemsOf(await whileChanged('Group', rules, admitted, environment)),
    ).toEqual([]);
    const without = { ...environment, network: account.environment.network };
    expect(
      problemsOf(await whileChanged('Group', rules, admitted, without)),
    ).toEqual(['endpoint.groups wrong']);
  });
});

describe('an environment whose services create their VPCs', () => {
  const created = (prefixListIds: object = {}) =>
    having({
      domain: undefined,
      network: {
        new: {
          cidrs: ['10.70.0.0/20'],
          resolverRuleIds: [],
          associateZoneVpcIds: [],
          prefixListIds,
        },
      },
    });

  it('reports deprecated prefix lists of another region', async () => {
    const { checks } = await check(
      created({ s3: 'pl-0a', dynamodb: 'pl-66a5400f' }),
    );
    const lists = checks.filter(({ id }) => id === 'prefixLists');
    expect(lists).toMatchObject([
      { status: 'wrong', found: 'pl-0a', expected: 'pl-6ea54007' },
      { status: 'ok', found: 'pl-66a5400f' },
    ]);
  });

  it('needs room for one more VPC', async () => {
    const before = await check(created());
    expect(before.checks).toContainEqual({
      id: 'quota.vpcs',
      status: 'ok',
      subject: `VPCs in ${region}`,
      found: '2 of 5',
      fix: '',
    });
    await account.deploy('more', moreVpcs);
    const after = await check(created());
    expect(problemsOf(after)).toEqual(['quota.vpcs wrong']);
    account.sandbox.control.setDeniedOperations({ '*': ['GetServiceQuota'] });
    expect(problemsOf(await check(created()))).toEqual(['quota.vpcs unknown']);
  });
});

describe('a refused call', () => {
  it.each([
    ['HeadBucket', 's3:ListBucket', ['bucket.artifacts', 'bucket.logs']],
    ['GetRole', 'iam:GetRole', ['role.cloudformation']],
    ['SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy', ['role.pass']],
    ['GetPolicy', 'iam:GetPolicy', ['policy.boundary']],
    ['GetAccount', 'apigateway:GET', ['apiGateway.loggingRole']],
    ['DescribeVpcs', 'ec2:DescribeVpcs', ['vpc']],
    ['DescribeVpcAttribute', 'ec2:DescribeVpcAttribute', ['vpc.dns']],
    ['DescribeSubnets', 'ec2:DescribeSubnets', ['subnets', 'endpoint.groups']],
    ['DescribeRouteTables', 'ec2:DescribeRouteTables', ['routes']],
    [
      'DescribeVpcEndpoints',
      'ec2:DescribeVpcEndpoints',
      ['endpoint', 'endpoint.logs', 'endpoint.privateDns'],
    ],
    [
      'DescribeSecurityGroups',
      'ec2:DescribeSecurityGroups',
      ['endpoint.groups'],
    ],
    [
      'ListHostedZonesByVPC',
      'route53:ListHostedZonesByVPC',
      ['endpoint.privateDns'],
    ],
    [
      'DescribeManagedPrefixLists',
      'ec2:DescribeManagedPrefixLists',
      ['prefixLists', 'prefixLists'],
    ],
    ['GetHostedZone', 'route53:GetHostedZone', ['zone']],
    ['DescribeCertificate', 'acm:DescribeCertificate', ['certificate']],
    ['HeadObject', 's3:GetObject', ['trustStore']],
  ])('%s is unknown, with the action %s', async (operation, action, ids) => {
    account.sandbox.control.setDeniedOperations({ tester: [operation] });
    const { checks, ready } = await check();
    const rest = checks.filter(({ status }) => status !== 'ok');
    expect(rest.map(({ id }) => id)).toEqual(ids);
    for (const one of rest) {
      expect(one).toMatchObject({
        status: 'unknown',
        found: `${action} is denied`,
      });
      expect(one.fix).toMatch(`Allow ${action} `);
    }
    // It warns, but does not block.
    expect(ready).toBe(true);
  });
});

describe('S3', () => {
  /** Checks the bucket against a server that responds to HEAD as S3 does. */
  async function bucketAt(
    respond: (owner: unknown) => [number, Record<string, string>],
  ) {
    const server = createServer((request, response) => {
      const [status, headers] = respond(
        request.headers['x-amz-expected-bucket-owner'],
      );
      response.writeHead(status, headers).end();
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    const { s3, ...unused } = clientsOf(`http://127.0.0.1:${port}`);
    try {
      const { checks } = await checkReadiness({
        environment: having({ logBucket: undefined }),
        clients: { ...account.clients, s3 },
        clock: () => now,
      });
      return checks.find(({ id }) => id === 'bucket.artifacts');
    } finally {
      s3.destroy();
      for (const client of Object.values(unused)) client.destroy();
      await new Promise(resolve => server.close(resolve));
    }
  }

  it('reports a bucket in another region', async () => {
    const found = await bucketAt(() => [
      301,
      { 'x-amz-bucket-region': 'us-east-1' },
    ]);
    expect(found).toMatchObject({
      status: 'wrong',
      found: 'us-east-1',
      expected: region,
    });
  });

  it('reports a bucket of another account', async () => {
    const found = await bucketAt(owner => [
      owner === undefined ? 200 : 403,
      { 'x-amz-bucket-region': region },
    ]);
    expect(found).toMatchObject({
      status: 'wrong',
      found: 'owned by another account',
    });
  });
});

it('is not ready if AWS cannot be reached: everything is unknown', async () => {
  const clients = clientsOf('http://127.0.0.1:9');
  const readiness = await checkReadiness({
    environment: account.environment,
    clients,
    clock: () => now,
  });
  for (const client of Object.values(clients)) client.destroy();
  expect(readiness.ready).toBe(false);
  expect(new Set(readiness.checks.map(({ status }) => status))).toEqual(
    new Set(['unknown']),
  );
});
