import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { targetGroupName } from '../generators/app/load-balancer.ts';
import { packagePath } from '../generators/app/package-root.ts';
import {
  AnswersError,
  type Environment,
  type Problem,
  validateAnswers,
} from '../generators/app/project.ts';
import { renderFiles } from '../generators/app/render-files.ts';
import {
  answers,
  balanced,
  connectedEnvironment,
  environment,
  existingEnvironment,
  pinnedEnvironment,
} from './fixtures.ts';

const shared: Environment = { ...existingEnvironment, ...balanced };
const own: Environment = { ...connectedEnvironment, ...balanced };

function given(where: Environment, entry: string, changes: object = {}) {
  const network = where.network?.existing ? 'existing' : 'new';
  return { ...answers, entry, network, environment: where.id, ...changes };
}

function problemsOf(where: Environment, entry = 'alb', changes = {}) {
  try {
    validateAnswers(given(where, entry, changes), where);
  } catch (error) {
    assert.ok(error instanceof AnswersError, String(error));
    return error.problems;
  }
  return [] as Problem[];
}

function filesIn(where: Environment, entry: string, changes = {}) {
  const files = renderFiles(
    validateAnswers(given(where, entry, changes), where),
    where,
  );
  const text = (path: string) => files.get(path) ?? '';
  const parameters = JSON.parse(
    text(`infrastructure/parameters.${where.id}.json`),
  ).Parameters as Record<string, string>;
  const template = parseDocument(text('infrastructure/template.yaml'), {
    logLevel: 'error',
  }).toJS();
  return { ...template, paths: [...files.keys()], text, parameters };
}

const existing = shared.network!.existing!;
const withNew = (network: object): Environment => ({
  ...own,
  network: { new: network },
});

for (const [title, where, changes, field, reason] of [
  [
    'no domain',
    { ...shared, domain: undefined },
    {},
    'environment.domain',
    /requires it/,
  ],
  [
    'no bucket for logs',
    { ...shared, logBucket: undefined },
    {},
    'environment.logBucket',
    /access logs/,
  ],
  [
    'pinned targets',
    { ...shared, targets: 'pinned' },
    {},
    'environment.targets',
    /other services use the shared endpoint.*Use sync, or choose network new/,
  ],
  [
    'a shared endpoint without groups',
    {
      ...shared,
      network: { existing: { ...existing, endpointSecurityGroupIds: [] } },
    },
    {},
    'environment.network.existing.endpointSecurityGroupIds',
    /rule of its own/,
  ],
  [
    'a private zone',
    shared,
    { privateDns: 'zone' },
    'privateDns',
    /must be off with entry alb/,
  ],
  [
    'private DNS',
    own,
    { privateDns: 'on' },
    'privateDns',
    /must be off with entry alb/,
  ],
  [
    'a range that is too small',
    withNew({ cidrs: ['10.64.0.0/26'] }),
    {},
    'environment.network.new.cidrs[0]',
    /need a \/27/,
  ],
  [
    'a range that is too small for pinned targets',
    { ...withNew({ cidrs: ['10.64.0.0/25'] }), targets: 'pinned' },
    {},
    'environment.network.new.cidrs[0]',
    /need a \/27 and 16 addresses are reserved.*\/24/,
  ],
  [
    'blocks that are too small',
    withNew({ cidrs: ['10.64.0.0/20'], netmaskLength: 26 }),
    {},
    'environment.network.new.netmaskLength',
    /need a \/27/,
  ],
] as Array<[string, Environment, object, string, RegExp]>) {
  test(`entry alb with ${title} is rejected with the reason`, () => {
    const [problem, ...others] = problemsOf(where, 'alb', changes);
    assert.deepEqual(others, []);
    assert.equal(problem?.field, field);
    assert.match(problem.message, reason);
  });
}

test('what concerns the endpoint does not matter to entry alb-lambda', () => {
  const { executeApiEndpointId, endpointSecurityGroupIds, ...network } =
    existing;
  const bare: Environment = {
    ...shared,
    targets: 'pinned',
    controlPlaneInVpc: true,
    network: { existing: network },
  };
  assert.ok(executeApiEndpointId && endpointSecurityGroupIds);
  assert.deepEqual(problemsOf(bare, 'alb-lambda'), []);
  assert.deepEqual(
    problemsOf({ ...bare, logBucket: undefined }, 'alb-lambda').map(
      one => one.field,
    ),
    ['environment.logBucket'],
  );
});

for (const entry of ['alb', 'alb-lambda']) {
  test(`the load balancer of entry ${entry} is internal, with HTTPS only`, () => {
    const { Resources } = filesIn(own, entry);
    const { LoadBalancer, LoadBalancerListener, LoadBalancerRule } = Resources;
    assert.equal(LoadBalancer.Properties.Scheme, 'internal');
    assert.deepEqual(
      Object.fromEntries(
        LoadBalancer.Properties.LoadBalancerAttributes.map(
          (one: { Key: string; Value: string }) => [one.Key, one.Value],
        ),
      ),
      {
        'routing.http.drop_invalid_header_fields.enabled': 'true',
        'access_logs.s3.enabled': 'true',
        'access_logs.s3.bucket': 'LogBucket',
        'access_logs.s3.prefix': 'AWS::StackName',
        'idle_timeout.timeout_seconds': '60',
        'deletion_protection.enabled': 'ProductionProtection',
        'ipv6.deny_all_igw_traffic': 'true',
      },
    );
    assert.ok(Resources.ApiFunction.Properties.Timeout < 60);
    assert.equal(LoadBalancerListener.Properties.Protocol, 'HTTPS');
    assert.match(
      LoadBalancerListener.Properties.SslPolicy,
      /^ELBSecurityPolicy-TLS13-1-2-/,
    );
    assert.deepEqual(
      LoadBalancerListener.Properties.DefaultActions.map(
        (one: { Type: string }) => one.Type,
      ),
      ['fixed-response'],
    );
    assert.deepEqual(
      LoadBalancerRule.Properties.Conditions[0].HostHeaderConfig.Values,
      ['DomainName'],
    );
  });
}

test('only the load balancer can reach the endpoint of a new network', () => {
  const { Resources } = filesIn(own, 'alb');
  const ingress = Object.entries<any>(Resources).filter(
    ([, { Type }]) => Type === 'AWS::EC2::SecurityGroupIngress',
  );
  assert.deepEqual(
    ingress
      .filter(
        ([, { Properties }]) =>
          Properties.GroupId === 'ExecuteApiEndpointSecurityGroup.GroupId',
      )
      .map(([name, { Properties }]) => [
        name,
        Properties.SourceSecurityGroupId,
      ]),
    [['EndpointIngressFromAlb', 'AlbSecurityGroup.GroupId']],
  );
  assert.deepEqual(
    ingress
      .filter(
        ([, { Properties }]) =>
          Properties.GroupId === 'AlbSecurityGroup.GroupId',
      )
      .map(([, { Properties }]) => Properties.CidrIp ?? Properties.CidrIpv6),
    ['CorporateCidr1', 'CorporateCidr2', 'CorporateCidr3'],
  );
});

test('each group of a shared endpoint admits the load balancer', () => {
  const { Resources, parameters } = filesIn(shared, 'alb');
  for (const number of [1, 2]) {
    const { Properties } = Resources[`EndpointIngressFromAlb${number}`];
    assert.equal(Properties.GroupId, `EndpointSecurityGroupId${number}`);
    assert.equal(Properties.SourceSecurityGroupId, 'AlbSecurityGroup.GroupId');
    assert.equal(
      Resources[`AlbEgressToEndpoint${number}`].Properties
        .DestinationSecurityGroupId,
      `EndpointSecurityGroupId${number}`,
    );
  }
  assert.equal(parameters.EndpointSecurityGroupId2, 'sg-0b');
  assert.equal(
    Resources.TargetSync.Properties.VpcEndpointId,
    'ExecuteApiEndpointId',
  );
});

test('the function that follows the endpoint has permission for its calls, and changes these targets only', () => {
  const { Resources } = filesIn(own, 'alb');
  const [, { PolicyDocument }] =
    Resources.TargetSyncFunctionRole.Properties.Policies;
  const [writes, reads] = PolicyDocument.Statement;
  assert.equal(writes.Resource, 'ApiTargetGroup');
  assert.equal(reads.Resource, '*');
  const source = readFileSync(
    packagePath('skeleton/target-sync/src/control-plane/targets.ts'),
    'utf8',
  );
  const called = new Set(
    [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name),
  );
  assert.deepEqual(
    new Set(
      [...writes.Action, ...reads.Action].map(action => action.split(':')[1]),
    ),
    called,
  );
  const { Metadata, Properties } = Resources.TargetSyncFunction;
  assert.equal(Metadata.privateServerless, 'control-plane');
  assert.equal(Properties.ReservedConcurrentExecutions, 1);
  assert.equal(Properties.VpcConfig, undefined);
});

test('with controlPlaneInVpc, the function runs in an existing VPC that has endpoints for its calls', () => {
  const inVpc = (endpointIds: object): Environment => ({
    ...shared,
    controlPlaneInVpc: true,
    network: { existing: { ...existing, endpointIds: { ...endpointIds } } },
  });
  assert.deepEqual(
    problemsOf(inVpc({ ec2: 'vpce-0a' })).map(({ field }) => field),
    ['elasticloadbalancing', 's3'].map(
      service => `environment.network.existing.endpointIds.${service}`,
    ),
  );
  const { Resources, text } = filesIn(
    inVpc({ ec2: 'vpce-0a', elasticloadbalancing: 'vpce-0b', s3: 'vpce-0c' }),
    'alb',
  );
  const { Metadata, Properties } = Resources.TargetSyncFunction;
  assert.equal(Metadata.privateServerless, undefined);
  assert.equal(Properties.VpcConfig.SubnetIds, 'SubnetIds');
  for (const number of [1, 2]) {
    assert.equal(
      Resources[`EndpointIngressFromTargetSync${number}`].Properties
        .SourceSecurityGroupId,
      'TargetSyncSecurityGroup.GroupId',
    );
  }
  assert.match(text('docs/index.md'), /runs in the VPC/);
  assert.match(text('docs/index.md'), /resource-response-eucentral1`/);
});

test('a new network excludes controlPlaneInVpc', () => {
  assert.deepEqual(
    problemsOf({ ...own, controlPlaneInVpc: true }).map(({ field }) => field),
    ['environment.controlPlaneInVpc'],
  );
});

test('pinned targets are the addresses that the endpoint gets, in reserved ranges', () => {
  const { Resources, paths } = filesIn(pinnedEnvironment, 'alb');
  const { Addresses, ...properties } = Resources.TargetSync.Properties;
  assert.deepEqual(
    Resources.ApiTargetGroup.Properties.Targets,
    Addresses.map(({ Ipv4 }: { Ipv4: unknown }) => ({ Id: Ipv4, Port: 443 })),
  );
  for (const [index, letter] of ['A', 'B', 'C'].entries()) {
    const { Cidr, ReservationType, SubnetId } =
      Resources[`PinnedRange${letter}`].Properties;
    assert.deepEqual(
      [Addresses[index].SubnetId, Addresses[index].Ipv4],
      [SubnetId, [0, ['/', Cidr]]],
    );
    assert.equal(ReservationType, 'explicit');
    // The first range has addresses that AWS reserves.
    assert.equal(Cidr[0], 1);
  }
  const { Description, Timeout } = Resources.TargetSyncFunction.Properties;
  assert.match(Description, /Pins/);
  assert.ok(properties.ServiceTimeout > Timeout);
  assert.deepEqual(
    paths.filter((path: string) => /control-plane\/.*target/.test(path)),
    ['pinned-targets', 'target-differences', 'watch-targets'].map(
      name => `src/control-plane/${name}.ts`,
    ),
  );
});

test('nothing gets an address before the ranges are reserved', () => {
  const { Resources } = filesIn(pinnedEnvironment, 'alb');
  const users = Object.entries<any>(Resources)
    .filter(
      ([, { Properties, Type }]) =>
        /SubnetIds|"Subnets"/.test(JSON.stringify(Properties)) &&
        !/Association$/.test(Type),
    )
    .map(([name]) => name)
    .filter(name => name !== 'TargetSync');
  assert.deepEqual(users.sort(), [
    'ApiFunction',
    'ExecuteApiEndpoint',
    'LambdaEndpoint',
    'LoadBalancer',
    'LogsEndpoint',
    'TransitGatewayAttachment',
  ]);
  for (const name of users) {
    assert.deepEqual(
      ['A', 'B', 'C'].filter(
        letter =>
          ![Resources[name].DependsOn].flat().includes(`PinnedRange${letter}`),
      ),
      [],
      name,
    );
  }
});

test('with pinned targets, the function may change this endpoint only, and no targets', () => {
  const { Resources } = filesIn(pinnedEnvironment, 'alb');
  const [, { PolicyDocument }] =
    Resources.TargetSyncFunctionRole.Properties.Policies;
  const [write, reads] = PolicyDocument.Statement;
  assert.equal(write.Action, 'ec2:ModifyVpcEndpoint');
  assert.deepEqual(
    write.Resource.map((arn: string) => arn.split(':').pop()),
    [
      'vpc-endpoint/${ExecuteApiEndpoint}',
      'subnet/${PrivateSubnetA}',
      'subnet/${PrivateSubnetB}',
      'subnet/${PrivateSubnetC}',
    ],
  );
  const sources = ['endpoint-addresses', 'watch-targets'].map(name =>
    readFileSync(
      packagePath(`skeleton/pinned-targets/src/control-plane/${name}.ts`),
      'utf8',
    ),
  );
  assert.deepEqual(
    new Set([write.Action, ...reads.Action].map(one => one.split(':')[1])),
    new Set(
      sources.flatMap(source =>
        [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name),
      ),
    ),
  );
});

test('the texts say what pinned addresses are', () => {
  const { text } = filesIn(pinnedEnvironment, 'alb');
  assert.match(text('docs/index.md'), /### Pinned addresses/);
  assert.match(text('docs/index.md'), /aws ec2 modify-vpc-endpoint/);
  assert.doesNotMatch(text('docs/index.md'), /target-sync\.ts/);
  assert.match(text('README.md'), /pinned-targets\.ts/);
});

test('the schedule sends what the custom resource sends', () => {
  const { Resources } = filesIn(own, 'alb');
  const { ServiceToken, ServiceTimeout, ...properties } =
    Resources.TargetSync.Properties;
  const [target] = Resources.TargetSyncSchedule.Properties.Targets;
  const input = JSON.parse(target.Input.replace(/\$\{(\w+)\}/g, '$1'));
  assert.deepEqual(input, properties);
  assert.equal(target.Arn, ServiceToken);
  assert.ok(ServiceTimeout > Resources.TargetSyncFunction.Properties.Timeout);
});

test('the name exists only while requests can succeed, and the domain leads to the private API', () => {
  const { Outputs, Resources, parameters } = filesIn(own, 'alb');
  assert.deepEqual(Resources.LoadBalancerRecord.DependsOn, [
    'LoadBalancerRule',
    'RegionalDomainMapping',
    'TargetSync',
  ]);
  assert.equal(Resources.RegionalDomainMapping.Properties.RestApiId, 'RestApi');
  assert.equal(Outputs.EndpointUrl.Value, 'https://${DomainName}');
  assert.equal(parameters.DomainName, 'orders.dev.acme.internal');
  assert.equal(parameters.LogBucket, 'acme-logs-dev');
});

test('entry alb-lambda has neither API nor endpoint, and only the load balancer may invoke the function', () => {
  const { Outputs, Resources, parameters, paths } = filesIn(own, 'alb-lambda');
  const types = Object.values<{ Type: string }>(Resources).map(
    ({ Type }) => Type,
  );
  assert.deepEqual(
    types.filter(type => /ApiGateway|VPCEndpoint/.test(type)),
    [],
  );
  const { Principal, SourceArn } = Resources.ApiFunctionPermission.Properties;
  assert.equal(Principal, 'elasticloadbalancing.amazonaws.com');
  assert.match(SourceArn, /:targetgroup\/\$\{TargetGroupName\}\/\*$/);
  assert.equal(parameters.TargetGroupName, 'orders-connected');
  assert.equal(Outputs.RestApiId, undefined);
  assert.equal(Outputs.EndpointUrl.Value, 'https://${DomainName}');
  assert.ok(paths.includes('src/load-balancer.ts'));
  assert.deepEqual(
    paths.filter((path: string) =>
      /deployment-id|template\.test|target-sync/.test(path),
    ),
    [],
  );
});

for (const [changes, expected] of [
  [{}, 'false'],
  [{ production: true }, 'true'],
  [{ production: true, deletionProtection: false }, 'false'],
  [{ deletionProtection: true }, 'true'],
] as const) {
  test(`deletion protection of the load balancer is ${expected} with ${JSON.stringify(
    changes,
  )}`, () => {
    const { parameters } = filesIn({ ...own, ...changes }, 'alb');
    assert.equal(parameters.ProductionProtection, expected);
  });
}

test('logs of a production environment are kept for a year', () => {
  const { parameters } = filesIn({ ...own, production: true }, 'alb');
  assert.equal(parameters.LogRetentionDays, '365');
});

test('the texts describe the path and what it costs', () => {
  for (const [entry, path] of [
    [
      'alb',
      /load balancer, HTTPS only[^]*Target group[^]*VPC endpoint[^]*REGIONAL[^]*type PRIVATE/,
    ],
    [
      'alb-lambda',
      /load balancer, HTTPS only[^]*rule: orders[^]*→ function[^]*Lambda function/,
    ],
  ] as const) {
    const { text } = filesIn(own, entry);
    assert.match(text('docs/index.md'), path);
    assert.match(text('README.md'), /one load balancer per service[^]*LCU/);
    assert.match(
      text('catalog-info.yaml'),
      new RegExp(`private-serverless.dev/entry: ${entry}`),
    );
  }
  assert.doesNotMatch(
    filesIn(own, 'alb-lambda').text('docs/index.md'),
    /VPC endpoint|API Gateway/,
  );
  assert.doesNotMatch(
    filesIn(environment, 'endpoint').text('README.md'),
    /load balancer/,
  );
});

test('names of target groups have at most 32 characters, and those of different stacks differ', () => {
  assert.equal(targetGroupName('orders-dev'), 'orders-dev');
  assert.equal(targetGroupName('a'.repeat(32)), 'a'.repeat(32));
  const stacks = Array.from(
    { length: 2_000 },
    (_, index) => `orders-of-the-whole-company-${index}-dev`,
  );
  stacks.push(
    `${'a'.repeat(22)}-${'b'.repeat(40)}`,
    'a'.repeat(33),
    'a'.repeat(34),
  );
  const names = stacks.map(targetGroupName);
  assert.equal(new Set(names).size, stacks.length);
  for (const name of names) {
    assert.match(name, /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
  }
});
