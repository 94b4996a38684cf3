import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isMap, isScalar, parseDocument, visit } from 'yaml';
import {
  type Environment,
  validateAnswers,
} from '../generators/app/project.ts';
import type { Answers } from '../generators/app/answers.ts';
import {
  domainNameOf,
  renderParameters,
} from '../generators/app/parameters.ts';
import { renderTemplate } from '../generators/app/template.ts';
import {
  answers,
  cfnLint,
  combinations,
  connectedEnvironment,
  environment,
  existingEnvironment,
  richEnvironment,
  temporaryFolder,
  withoutCfnLint,
} from './fixtures.ts';

type Resource = {
  Type: string;
  Properties: Record<string, any>;
  DependsOn?: string[];
};
type Template = {
  Parameters: Record<string, { Default?: unknown; AllowedPattern?: string }>;
  Conditions: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, unknown>;
};

/** Names of the stack outputs that other parts of the product read. */
const outputNames = [
  'EndpointUrl',
  'FunctionArns',
  'HealthPath',
  'RestApiId',
  'StageName',
  'TemplateVersion',
  'VpcEndpointDnsName',
  'VpcEndpointId',
  'VpcId',
];

/** Parameters without a value in the parameters file. The deploy looks them up, except where the environment names one. */
const setByDeploy =
  /^(ArtifactBucket|\w+CodeKey|(DynamoDb|S3)PrefixListId|ExecuteApiEndpoint(DnsName|HostedZoneId)|VpcCidr)$/;

function render(changes: object, where: Environment): string {
  return renderTemplate(
    validateAnswers({ ...answers, environment: where.id, ...changes }, where),
    where,
  );
}

function read(text: string): Template {
  return parseDocument(text, { logLevel: 'error' }).toJS() as Template;
}

function ofType(template: Template, type: string): Array<[string, Resource]> {
  return Object.entries(template.Resources).filter(
    ([, resource]) => resource.Type === type,
  );
}

/** Every name that !Ref, !GetAtt, !Sub, !If or DependsOn reference. */
function references(text: string): Set<string> {
  const names = new Set<string>();
  visit(parseDocument(text, { logLevel: 'error' }), {
    Scalar(_, { tag, value }) {
      if (tag === '!Ref') {
        names.add(String(value));
      } else if (tag === '!GetAtt') {
        names.add(String(value).split('.')[0]!);
      } else if (tag === '!Sub') {
        for (const [, name] of String(value).matchAll(/\$\{([^}]+)\}/g)) {
          names.add(name!.split('.')[0]!);
        }
      }
    },
    Seq(_, { tag, items }) {
      if (tag === '!If' && isScalar(items[0])) {
        names.add(String(items[0].value));
      }
    },
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === 'DependsOn' && value) {
        const after = (value as { toJSON(): string | string[] }).toJSON();
        [after].flat().forEach(name => names.add(name));
      }
    },
  });
  return names;
}

test(
  'cfn-lint reports no problem in any combination',
  { skip: withoutCfnLint },
  async context => {
    const folder = await temporaryFolder(context);
    const files = await Promise.all(
      combinations.map(async (combination, index) => {
        const file = join(folder, `${index}.yaml`);
        await writeFile(
          file,
          render(combination.answers, combination.environment),
        );
        return file;
      }),
    );
    assert.equal(await cfnLint(files), '');
  },
);

for (const combination of combinations) {
  const text = render(combination.answers, combination.environment);
  const template = read(text);

  test(`every referenced name exists: ${combination.title}`, () => {
    const defined = new Set(
      [template.Parameters, template.Conditions, template.Resources].flatMap(
        Object.keys,
      ),
    );
    const unknown = [...references(text)].filter(
      name => !name.startsWith('AWS::') && !defined.has(name),
    );
    assert.deepEqual(unknown, []);
  });

  test(`parameter values match their patterns: ${combination.title}`, () => {
    const { Parameters } = renderParameters(
      text,
      combination.environment,
      {},
      {
        domainName: domainNameOf(
          combination.answers as unknown as Answers,
          combination.environment,
        ),
        targetGroupName: 'orders-dev',
      },
    );
    for (const [name, { Default, AllowedPattern }] of Object.entries(
      template.Parameters,
    )) {
      if (setByDeploy.test(name) && !(name in Parameters)) continue;
      assert.doesNotMatch(name, /^ArtifactBucket$|CodeKey$/);
      const value = Parameters[name] ?? Default;
      assert.notEqual(value, undefined, name);
      assert.match(String(value), new RegExp(AllowedPattern ?? ''), name);
    }
    assert.deepEqual(
      Object.keys(Parameters).filter(name => !(name in template.Parameters)),
      [],
    );
  });

  test(`outputs have the names of the contract: ${combination.title}`, () => {
    // The name of a shared endpoint is known only to a template that uses it.
    const hasName =
      !('ExecuteApiEndpointId' in template.Parameters) ||
      'ExecuteApiEndpointDnsName' in template.Parameters;
    const hasApi = 'RestApi' in template.Resources;
    const ofApi = /^(RestApiId|StageName|VpcEndpoint(Id|DnsName))$/;
    assert.deepEqual(
      Object.keys(template.Outputs).sort(),
      [
        ...('CustomDomain' in template.Resources
          ? ['DomainName', 'DomainNameArn']
          : []),
        ...('LoadBalancer' in template.Resources
          ? [
              'DomainName',
              'LoadBalancerArn',
              'LoadBalancerDnsName',
              'TargetGroupArn',
            ]
          : []),
        ...outputNames
          .filter(name => hasName || name !== 'VpcEndpointDnsName')
          .filter(name => hasApi || !ofApi.test(name)),
      ].sort(),
    );
  });

  test(`every endpoint has its own policy, and no security group allows all egress: ${combination.title}`, () => {
    for (const [name, { Properties }] of ofType(
      template,
      'AWS::EC2::VPCEndpoint',
    )) {
      for (const statement of Properties.PolicyDocument.Statement) {
        assert.notEqual(statement.Resource, '*', name);
        assert.notEqual(statement.Action, '*', name);
      }
    }
    for (const [name, { Properties }] of ofType(
      template,
      'AWS::EC2::SecurityGroup',
    )) {
      assert.deepEqual(
        Properties.SecurityGroupEgress.map(
          (rule: { CidrIp: string }) => rule.CidrIp,
        ),
        ['127.0.0.1/32'],
        name,
      );
    }
  });

  test(`the deployment depends on every method: ${combination.title}`, () => {
    const [[, deployment] = []] = ofType(
      template,
      'AWS::ApiGateway::Deployment',
    );
    assert.deepEqual(
      deployment?.DependsOn ?? [],
      ofType(template, 'AWS::ApiGateway::Method').map(([name]) => name),
    );
  });
}

for (const [privateDns, isOn, hasZone] of [
  ['on', true, false],
  [true, true, false],
  ['off', false, false],
  [false, false, false],
  ['zone', false, true],
] as const) {
  test(`privateDns ${privateDns} sets the endpoint and the zone of the API`, () => {
    const { Resources } = read(render({ privateDns }, environment));
    assert.equal(
      Resources.ExecuteApiEndpoint?.Properties.PrivateDnsEnabled,
      isOn,
    );
    assert.equal('ApiZone' in Resources, hasZone);
    assert.equal('ApiZoneRecord' in Resources, hasZone);
  });
}

test('each corporate network has a parameter and a rule, also with IPv6', () => {
  const text = render({}, richEnvironment);
  const rules = ofType(read(text), 'AWS::EC2::SecurityGroupIngress').filter(
    ([name]) => name.startsWith('ExecuteApi'),
  );
  assert.deepEqual(
    rules.map(([, { Properties }]) => [Properties.CidrIp, Properties.CidrIpv6]),
    [
      ['CorporateCidr1', undefined],
      ['CorporateCidr2', undefined],
      [undefined, 'CorporateCidr3'],
    ],
  );
  const { Parameters } = renderParameters(text, richEnvironment);
  assert.equal(Parameters.CorporateCidr3, 'fd00::/8');
});

test('values of the environment become parameters', () => {
  const file = renderParameters(
    render({ data: ['dynamodb'] }, richEnvironment),
    {
      ...richEnvironment,
      deletionProtection: false,
    },
  );
  assert.equal(
    file.Parameters.PermissionsBoundaryArn,
    richEnvironment.permissionsBoundaryArn,
  );
  assert.equal(file.Parameters.KmsKeyArn, richEnvironment.kmsKeyArn);
  assert.equal(file.Parameters.LogRetentionDays, '365');
  assert.equal(file.Parameters.DeletionProtection, 'false');
  assert.deepEqual(file.Tags, { costCentre: '42' });
});

for (const [netmaskLength, hostBits] of [
  [16, '8'],
  [22, '8'],
  [undefined, '6'],
  [26, '4'],
] as const) {
  test(`subnets of an IPAM range of /${netmaskLength} have ${hostBits} host bits`, () => {
    const where = {
      ...environment,
      network: { new: { ipamPoolId: 'ipam-pool-0a', netmaskLength } },
    };
    const { Parameters } = renderParameters(render({}, where), where);
    assert.equal(Parameters.SubnetHostBits, hostBits);
    assert.equal(Parameters.VpcCidr, undefined);
  });
}

test('the range of a new VPC is left to the deploy, except one that the repository has', () => {
  const text = render({}, environment);
  const { Parameters } = renderParameters(text, environment);
  assert.equal(Parameters.VpcCidr, undefined);
  assert.equal(Parameters.SubnetHostBits, undefined);
  const kept = { VpcCidr: '10.9.0.0/24', SubnetHostBits: '6' };
  assert.deepEqual(
    { ...renderParameters(text, environment, kept).Parameters, ...kept },
    renderParameters(text, environment, kept).Parameters,
  );
});

test('nothing of an existing network is created', () => {
  for (const data of [[], ['dynamodb']]) {
    const text = render(
      { data, network: 'existing', privateDns: 'zone' },
      { ...existingEnvironment, baselineEndpoints: true },
    );
    const { Resources } = read(text);
    const created = new Set(Object.values(Resources).map(({ Type }) => Type));
    assert.deepEqual(
      [...created].filter(type => type.startsWith('AWS::EC2::')).sort(),
      [
        'AWS::EC2::SecurityGroup',
        'AWS::EC2::SecurityGroupEgress',
        'AWS::EC2::SecurityGroupIngress',
      ],
    );
    assert.deepEqual(
      Object.entries(renderParameters(text, existingEnvironment).Parameters)
        .filter(([name]) => /Id(s|\d)?$/.test(name))
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
      [
        ...(data.length > 0 ? ['DynamoDbEndpointId=vpce-0b'] : []),
        'EndpointSecurityGroupId1=sg-0a',
        'EndpointSecurityGroupId2=sg-0b',
        'ExecuteApiEndpointId=vpce-0a',
        'SubnetIds=subnet-0a,subnet-0b',
        'VpcId=vpc-0a',
      ],
    );
  }
});

test('rules in shared groups name the group of the functions, and exist only where functions call an endpoint', () => {
  const rulesIn = (where: Environment) =>
    ofType(
      read(render({ network: 'existing' }, where)),
      'AWS::EC2::SecurityGroupIngress',
    ).map(([, { Properties }]) => [
      Properties.GroupId,
      Properties.SourceSecurityGroupId,
      Properties.CidrIp,
    ]);
  assert.deepEqual(rulesIn(existingEnvironment), []);
  assert.deepEqual(
    rulesIn({ ...existingEnvironment, baselineEndpoints: true }),
    ['EndpointSecurityGroupId1', 'EndpointSecurityGroupId2'].map(group => [
      group,
      'FunctionSecurityGroup.GroupId',
      undefined,
    ]),
  );
});

test('another shared endpoint needs another deployment of the API', () => {
  const idIn = (executeApiEndpointId: string) => {
    const existing = {
      ...existingEnvironment.network!.existing!,
      executeApiEndpointId,
    };
    const where = { ...existingEnvironment, network: { existing } };
    const template = read(render({ network: 'existing' }, where));
    return ofType(template, 'AWS::ApiGateway::Deployment')[0]![0];
  };
  assert.notEqual(idIn('vpce-0a'), idIn('vpce-0b'));
});

test('routes lead to the corporate networks with IPv4 only', () => {
  const { Resources } = read(render({}, connectedEnvironment));
  assert.deepEqual(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::EC2::Route')
      .map(([name, { Properties }]) => [name, Properties.DestinationCidrBlock]),
    [
      ['RouteToCorporate2', 'CorporateCidr2'],
      ['RouteToCorporate3', 'CorporateCidr3'],
    ],
  );
});

test('the subnets of an IPAM range are parts of the range that the VPC gets', () => {
  const text = render({}, connectedEnvironment);
  assert.ok(text.includes('!Cidr [!GetAtt Vpc.CidrBlock, 3,'), text);
  assert.doesNotMatch(text, /VpcCidr/);
});

test('a description cannot add anything else to the template', () => {
  const description = 'It\'s: #1 `"quoted"` ${AWS::Region} <%= 1 %> - [x]';
  const document = parseDocument(render({ description }, environment), {
    logLevel: 'error',
  });
  assert.deepEqual(document.errors, []);
  assert.equal(
    document.get('Description'),
    `orders: private serverless API. ${description}`,
  );
  assert.ok(isMap(document.get('Resources')));
});
