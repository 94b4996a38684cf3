import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isMap, isScalar, parseDocument, visit } from 'yaml';
import {
  type Environment,
  validateAnswers,
} from '../generators/app/project.ts';
import { renderParameters } from '../generators/app/parameters.ts';
import { renderTemplate } from '../generators/app/template.ts';
import {
  answers,
  cfnLint,
  combinations,
  environment,
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
        (value as { toJSON(): string[] })
          .toJSON()
          .forEach(name => names.add(name));
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
    const { Parameters } = renderParameters(text, combination.environment);
    for (const [name, { Default, AllowedPattern }] of Object.entries(
      template.Parameters,
    )) {
      if (name === 'ArtifactBucket' || name.endsWith('CodeKey')) {
        assert.ok(!(name in Parameters), `${name} is set by the deploy`);
        continue;
      }
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
    assert.deepEqual(Object.keys(template.Outputs).sort(), outputNames);
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
      deployment?.DependsOn,
      ofType(template, 'AWS::ApiGateway::Method').map(([name]) => name),
    );
  });
}

test('private DNS has the value of the answer', () => {
  for (const privateDns of [true, false]) {
    const { Resources } = read(render({ privateDns }, environment));
    assert.equal(
      Resources.ExecuteApiEndpoint?.Properties.PrivateDnsEnabled,
      privateDns,
    );
  }
});

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

for (const [cidr, hostBits] of [
  ['10.0.0.0/16', '8'],
  ['10.0.0.0/22', '8'],
  ['10.0.0.0/24', '6'],
  ['10.0.0.0/26', '4'],
] as const) {
  test(`subnets of ${cidr} have ${hostBits} host bits`, () => {
    const where = { ...environment, network: { new: { cidrs: [cidr] } } };
    const { Parameters } = renderParameters(render({}, where), where);
    assert.equal(Parameters.SubnetHostBits, hostBits);
  });
}

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
