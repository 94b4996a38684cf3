import { spawnSync } from 'node:child_process';
import type { Verdict } from '../Verdict';
import { verifyTemplate } from '../verify';

const header = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Vpce: { Type: String, Default: vpce-0a1b2c3d }
`;

function verify(template: string): Verdict {
  return verifyTemplate({ template: header + template });
}

const handler = `
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs24.x
      InlineCode: 'exports.handler = async () => {}'
`;

const implicitApi = `
Resources:
  Orders:${handler}
      Events:
        Get: { Type: Api, Properties: { Path: /orders, Method: get } }
`;

const restApi = (properties: string) => `
Resources:
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-central-1.execute-api
      VpcId: vpc-0a
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
${properties}
  Orders:${handler}
      Events:
        Get:
          Type: Api
          Properties: { Path: /orders, Method: get, RestApiId: !Ref Api }
`;

const privateApi = restApi(`
      EndpointConfiguration: { Type: PRIVATE, VPCEndpointIds: [!Ref Endpoint] }
      Auth:
        ResourcePolicy: { IntrinsicVpceWhitelist: [!Ref Endpoint] }`);

describe('SAM', () => {
  it('has one finding for what is not expanded, with advice that works before the first deploy', () => {
    const { findings, verdict } = verify(`
Resources:
  Flow: { Type: AWS::Serverless::StateMachine, Properties: {} }
  Nested: { Type: AWS::Serverless::Application, Properties: {} }
  Orders:${handler}
      Policies: [{ SomeNewPolicy: {} }]
      Events:
        Other: { Type: SomeNewEvent }
`);
    const found = findings.filter(({ rule }) => rule === 'PS53');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      resource: 'Transform',
      path: 'Transform',
      fix: expect.stringContaining('create-change-set'),
    });
    for (const name of [
      'Flow',
      'Nested',
      'SomeNewPolicy of Orders',
      'SomeNewEvent of Orders',
    ]) {
      expect(found[0].message).toContain(name);
    }
    expect(verdict).not.toBe('private');
  });

  it('finds that an implicit API is public', () => {
    const { findings, rules } = verify(implicitApi);
    expect(rules.PS09).toBe('violated');
    expect(rules.PS53).toBe('proven');
    expect(findings.find(({ rule }) => rule === 'PS09')).toMatchObject({
      resource: 'ServerlessRestApi',
      madeFrom: 'AWS::Serverless::Api',
    });
  });

  it('applies Globals to an implicit API', () => {
    const { rules } = verify(`
Globals:
  Api:
    EndpointConfiguration: { Type: PRIVATE }
    Auth: { ResourcePolicy: { SourceVpcWhitelist: [vpce-0a1b2c3d] } }
${implicitApi}`);
    expect(rules).toMatchObject({ PS09: 'proven', PS11: 'unproven' });
  });

  it.each(['!Ref Endpoints', 'vpce-0a1b2c3d'])(
    'does not prove a list of endpoints that is not a list, of which SAM reads the characters: %s',
    list => {
      const { findings, verdict } = verify(
        privateApi.replace(
          'IntrinsicVpceWhitelist: [!Ref Endpoint]',
          `IntrinsicVpceWhitelist: ${list}`,
        ),
      );
      expect(findings.find(({ rule }) => rule === 'PS53')?.message).toContain(
        'IntrinsicVpceWhitelist, which must be a list, of Api',
      );
      expect(verdict).not.toBe('private');
    },
  );

  it.each([
    [
      'AWS_IAM by default',
      '\n        DefaultAuthorizer: AWS_IAM',
      '',
      'violated',
    ],
    ['AWS_IAM of an event', '', ', Auth: { Authorizer: AWS_IAM }', 'violated'],
    ['no authorization', '', '', 'not-applicable'],
    [
      'no authorization of an event',
      '\n        DefaultAuthorizer: AWS_IAM',
      ', Auth: { Authorizer: NONE }',
      'not-applicable',
    ],
  ])('judges a policy for everybody with %s', (_, ofApi, ofEvent, status) => {
    const { rules } = verify(
      privateApi
        .replace('Auth:', `Auth:${ofApi}`)
        .replace('RestApiId: !Ref Api }', `RestApiId: !Ref Api${ofEvent} }`),
    );
    expect(rules.PS47).toBe(status);
  });

  it('does not prove statements beside lists, which restrict only declared methods', () => {
    const { rules } = verify(
      privateApi.replace(
        'IntrinsicVpceWhitelist: [!Ref Endpoint]',
        "IntrinsicVpceWhitelist: [!Ref Endpoint], CustomStatements: [{ Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: '*' }]",
      ),
    );
    expect(rules.PS53).toBe('unproven');
  });

  it.each(["'*'", '[EndpointConfiguration]'])(
    'does not apply the Globals that a resource ignores: %s',
    ignored => {
      const template = privateApi
        .replace(/ {6}EndpointConfiguration: .*\n/, '')
        .replace(
          'Resources:',
          `Globals: { Api: { EndpointConfiguration: { Type: PRIVATE } } }
Resources:`,
        );
      expect(verify(template).rules).toMatchObject({ PS09: 'proven' });
      expect(
        verify(
          template.replace(
            'Type: AWS::Serverless::Api\n',
            `Type: AWS::Serverless::Api\n    IgnoreGlobals: ${ignored}\n`,
          ),
        ).rules,
      ).toMatchObject({ PS09: 'violated' });
    },
  );

  it('does not expand connectors within other resources', () => {
    const { findings, verdict } = verify(`
Resources:
  Orders:
    Type: AWS::SNS::Topic
    Connectors:
      ToQueue: { Properties: { Destination: { Id: Queue }, Permissions: [Write] } }
  Queue: { Type: AWS::SQS::Queue }
`);
    expect(verdict).toBe('unproven');
    expect(findings).toMatchObject([
      {
        rule: 'PS53',
        message: expect.stringContaining('Connectors of Orders'),
      },
    ]);
  });

  it.each([
    ['an endpoint of the template', privateApi, 'proven'],
    [
      'an endpoint outside the template',
      privateApi.replace(
        'IntrinsicVpceWhitelist: [!Ref Endpoint]',
        'SourceVpcWhitelist: [vpce-0a1b2c3d]',
      ),
      'unproven',
    ],
    [
      'statements',
      privateApi.replace(
        'IntrinsicVpceWhitelist: [!Ref Endpoint]',
        `CustomStatements: [{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { StringEquals: { aws:SourceVpce: !Ref Endpoint } } }]`,
      ),
      'proven',
    ],
    [
      'no policy',
      restApi('      EndpointConfiguration: { Type: PRIVATE }'),
      'violated',
    ],
    [
      'a list of blocked networks',
      privateApi.replace('IntrinsicVpceWhitelist', 'IntrinsicVpceBlacklist'),
      'violated',
    ],
    [
      'a list of addresses',
      privateApi.replace(
        'IntrinsicVpceWhitelist: [!Ref Endpoint]',
        'IpRangeWhitelist: [10.0.0.0/8]',
      ),
      'violated',
    ],
    [
      'statements for everybody',
      privateApi.replace(
        'IntrinsicVpceWhitelist: [!Ref Endpoint]',
        `CustomStatements: [{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }]`,
      ),
      'violated',
    ],
  ])('judges a resource policy from %s', (_, template, status) => {
    const { rules } = verify(template);
    expect({ PS09: rules.PS09, PS11: rules.PS11 }).toEqual({
      PS09: 'proven',
      PS11: status,
    });
  });

  it.each([
    ['an HTTP API', 'Get: { Type: HttpApi }', 'PS10'],
    ['an Alexa skill', 'Skill: { Type: AlexaSkill }', 'PS18'],
  ])('finds a function for everybody by %s', (_, event, rule) => {
    const { findings } = verify(implicitApi.replace(/Get: .*/, event));
    expect(
      findings.filter(
        finding => finding.rule === rule && finding.status === 'violated',
      ),
    ).toHaveLength(1);
  });

  it.each([
    ['NONE', 'violated'],
    ['AWS_IAM', 'proven'],
  ])('judges a function URL with %s', (type, status) => {
    const { rules } = verify(`
Resources:
  Orders:${handler}
      FunctionUrlConfig: { AuthType: ${type} }
`);
    expect(rules.PS16).toBe(status);
  });

  it.each([
    ['none', '[]', 'violated'],
    ['two', '[subnet-0a, subnet-0b]', 'unproven'],
  ])('judges the subnets of a function: %s', (_, subnets, status) => {
    const { rules } = verify(`
Globals:
  Function:
    VpcConfig: { SubnetIds: ${subnets}, SecurityGroupIds: [sg-0a] }
Resources:
  Orders:${handler}`);
    expect(rules.PS17).toBe(status);
  });

  it.each([
    ['a name of a managed policy', '[AdministratorAccess]', 'violated'],
    [
      'a document',
      "[{ Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }]",
      'violated',
    ],
    [
      'a policy template for a table',
      '[{ DynamoDBCrudPolicy: { TableName: !Ref Vpce } }]',
      'proven',
    ],
    [
      'a policy template for everything',
      '[{ TextractPolicy: {} }]',
      'violated',
    ],
  ])('judges the role of a function with %s', (_, policies, status) => {
    const { rules } = verify(`
Resources:
  Orders:${handler}
      Policies: ${policies}
`);
    expect(rules.PS33).toBe(status);
  });

  it('points to what the reader wrote', () => {
    const { findings } = verify(`
Resources:
  Orders:${handler}
      FunctionUrlConfig:
        AuthType: NONE
`);
    expect(findings.find(({ rule }) => rule === 'PS16')).toMatchObject({
      resource: 'OrdersUrl',
      path: 'Resources.Orders.Properties.FunctionUrlConfig.AuthType',
      line: 15,
      madeFrom: 'AWS::Serverless::Function',
    });
  });

  it('does nothing without the transform', () => {
    const { findings } = verifyTemplate({
      template: `Resources: { Api: { Type: AWS::Serverless::Api } }`,
    });
    expect(findings.map(({ rule }) => rule)).toContain('PS53');
  });
});

/** Inputs for the translator of AWS. */
const inputs: Array<[string, string]> = [
  ['an implicit API', implicitApi],
  ['a private API', privateApi],
  [
    'a function URL',
    implicitApi.replace(
      'Events:',
      'FunctionUrlConfig: { AuthType: NONE }\n      Events:',
    ),
  ],
  [
    'events',
    implicitApi.replace(
      /Get: .*/,
      `
          Rule: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
          Skill: { Type: AlexaSkill }
          Topic: { Type: SNS, Properties: { Topic: !Ref Vpce } }`,
    ),
  ],
  [
    'a role',
    implicitApi.replace(
      'Events:',
      'Policies: [AmazonS3FullAccess, { DynamoDBReadPolicy: { TableName: a } }]\n      Events:',
    ),
  ],
  ['a table', 'Resources:\n  Items: { Type: AWS::Serverless::SimpleTable }'],
  [
    'an HTTP API',
    'Resources:\n  Api: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionBody: { openapi: 3.0.1, paths: {} } } }',
  ],
];

const script = `
import json, sys
from samtranslator.yaml_helper import yaml_parse
from samtranslator.translator.transform import transform
class Loader:
    def load(self): return {}
print(json.dumps([transform(yaml_parse(one), {}, Loader()) for one in json.load(sys.stdin)]))
`;
const translation = spawnSync('python3', ['-c', script], {
  input: JSON.stringify(inputs.map(([, template]) => header + template)),
  encoding: 'utf8',
  env: { ...process.env, AWS_DEFAULT_REGION: 'eu-central-1' },
});
const isInstalled = !/ModuleNotFoundError|ENOENT/.test(
  `${translation.stderr} ${translation.error}`,
);

// A second opinion where it is installed.
(isInstalled ? describe : describe.skip)('the translator of AWS', () => {
  it.each(inputs)('leads to the same statuses: %s', (name, template) => {
    expect({ ...translation, stdout: '' }).toMatchObject({ status: 0 });
    const translated = JSON.parse(translation.stdout);
    const index = inputs.findIndex(([other]) => other === name);
    const theirs = verifyTemplate({
      template: JSON.stringify(translated[index]),
    });
    expect(verify(template).rules).toEqual(theirs.rules);
  });
});
