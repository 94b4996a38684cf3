import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';
import { formatVerdict } from '../format/format';
import { verifyTemplate } from '../verify';

const lambda = (variables: string) => `
  Handler: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: ${variables} } } }
  Secret: { Type: AWS::SecretsManager::Secret }
  Key: { Type: AWS::IAM::AccessKey }
  Client: { Type: AWS::Cognito::UserPoolClient }
`;
const container = (
  environment: string,
  type = 'ECS::TaskDefinition',
  path = 'ContainerDefinitions: [{ Environment',
) =>
  `Task: { Type: AWS::${type}, Properties: { ${path}: [${environment}] ${path
    .replace(/[^[{]/g, '')
    .split('')
    .reverse()
    .map(c => (c === '[' ? ']' : '}'))
    .join(' ')} } }`;

ruleCases('PS34', {
  proven: [
    [
      'names and ARNs of secrets',
      lambda(
        '{ SECRET_ARN: arn:aws:secretsmanager:eu-central-1:111111111111:secret:orders, SECRET_NAME: orders, TOKEN_URL: https://login.acme.internal/token, PASSWORD_POLICY: strict }',
      ),
    ],
    ['a reference to a secret', lambda('{ DB_SECRET: !Ref Secret }')],
    ['the ARN in a text', lambda("{ DB_SECRET: !Sub '${Secret}' }")],
    [
      'switches',
      lambda("{ USE_TOKEN: 'true', REQUIRE_PASSWORD: 'yes', TOKEN: 'false' }"),
    ],
    [
      'the path of a secure parameter',
      lambda('{ DB_PASSWORD: /orders/db/password }'),
    ],
    [
      'values that are not secret',
      lambda(
        "{ TABLE: orders, LOG_LEVEL: info, PRIMARY_KEY: id, NEXT_TOKEN: x, TOKEN_TTL: '60' }",
      ),
    ],
    [
      'a parameter with an ARN',
      lambda('{ DB_SECRET: !Ref EndpointId, X: y }').replace(
        '!Ref EndpointId',
        'arn:aws:secretsmanager:x',
      ),
    ],
    [
      'an address without a password',
      lambda('{ API: https://api.acme.internal:8443/a@b }'),
    ],
    [
      'a secret of CodeBuild by its name',
      container(
        '{ Name: TOKEN, Value: orders, Type: SECRETS_MANAGER }, { Name: STAGE, Value: dev }',
        'CodeBuild::Project',
        'Environment: { EnvironmentVariables',
      ),
    ],
    [
      'a parameter of SSM',
      'P: { Type: AWS::SSM::Parameter, Properties: { Name: /orders/table, Type: String, Value: orders } }',
    ],
  ],
  violated: [
    ['a password', lambda('{ DB_PASSWORD: hunter2 }')],
    ['a password in camel case', lambda('{ dbPassword: hunter2 }')],
    ['a numbered token', lambda('{ API_TOKEN_2: abcdef }')],
    ['a key', lambda('{ STRIPE_API_KEY: abcdef }')],
    ['a private key by its name', lambda('{ PRIVATE_KEY: abcdef }')],
    [
      'a password in a branch',
      lambda('{ DB_PASSWORD: !If [Open, hunter2, !Ref AWS::NoValue] }'),
    ],
    ['a password of a parameter', lambda('{ DB_PASSWORD: !Ref Anything }')],
    [
      'a password of a parameter in a text',
      lambda("{ DB_PASSWORD: !Sub '${Anything}!' }"),
    ],
    ['a default value', lambda('{ DB_PASSWORD: !Ref Stage }')],
    ['an access key', lambda('{ SETTINGS: AKIAABCDEFGHIJKLMNOP }')],
    [
      'a private key',
      lambda('{ SETTINGS: "-----BEGIN RSA PRIVATE KEY-----" }'),
    ],
    [
      'a token of GitHub',
      lambda('{ SETTINGS: ghp_abcdefghijklmnopqrstuvwxyz0123456789 }'),
    ],
    [
      'an address with a password',
      lambda('{ DATABASE: postgres://orders:hunter2@db.acme.internal/orders }'),
    ],
    [
      'a secret that is resolved',
      lambda(
        "{ DATABASE: '{{resolve:secretsmanager:orders:SecretString:password}}' }",
      ),
    ],
    [
      'a secret in a text that is resolved',
      lambda("{ DATABASE: !Sub 'x-{{resolve:ssm-secure:/orders/db:1}}' }"),
    ],
    [
      'the secret of an access key',
      lambda('{ SETTINGS: !GetAtt Key.SecretAccessKey }'),
    ],
    [
      'the secret of a client in a text',
      lambda("{ SETTINGS: !Sub 'x:${Client.ClientSecret}' }"),
    ],
    ['a container', container('{ Name: DB_PASSWORD, Value: hunter2 }')],
    [
      'a container of a daemon',
      container(
        '{ Name: DB_PASSWORD, Value: hunter2 }',
        'ECS::DaemonTaskDefinition',
      ),
    ],
    [
      'a build',
      container(
        '{ Name: TOKEN, Value: abc, Type: PLAINTEXT }',
        'CodeBuild::Project',
        'Environment: { EnvironmentVariables',
      ),
    ],
    [
      'a job',
      container(
        '{ Name: TOKEN, Value: abc }',
        'Batch::JobDefinition',
        'ContainerProperties: { Environment',
      ),
    ],
    [
      'a job of ECS',
      container(
        '{ Name: TOKEN, Value: abc }',
        'Batch::JobDefinition',
        'EcsProperties: { TaskProperties: [{ Containers: [{ Environment',
      ),
    ],
    [
      'a parameter of SSM',
      'P: { Type: AWS::SSM::Parameter, Properties: { Name: /orders/db/password, Type: String, Value: hunter2 } }',
    ],
  ],
  unproven: [
    ['variables without a value', lambda('!Ref Anything')],
    ['a secret of another stack', lambda('{ DB_PASSWORD: !ImportValue x }')],
    ['containers without a value', container('!Ref Anything')],
  ],
});

const whole = (parameters: string, outputs = '{}') => `
Parameters: ${parameters}
Resources:
  Key: { Type: AWS::IAM::AccessKey }
  Handler: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: { DATABASE: !Ref P } } } }
Outputs: ${outputs}
`;
const pathsOf = (template: string) =>
  verifyTemplate({ template })
    .findings.filter(
      ({ rule, status }) => rule === 'PS34' && status === 'violated',
    )
    .map(({ path }) => path);

it.each([
  [
    'a hidden parameter in a variable',
    '{ P: { Type: String, NoEcho: true } }',
    '{}',
    'Resources.Handler.Properties.Environment.Variables.DATABASE',
  ],
  [
    'a secret parameter without NoEcho',
    '{ P: { Type: String }, DbPassword: { Type: String } }',
    '{}',
    'Parameters.DbPassword',
  ],
  [
    'a default of a hidden parameter',
    '{ P: { Type: String }, X: { Type: String, NoEcho: true, Default: hunter2 } }',
    '{}',
    'Parameters.X',
  ],
  [
    'a default that is a key',
    '{ P: { Type: String }, X: { Type: String, Default: AKIAABCDEFGHIJKLMNOP } }',
    '{}',
    'Parameters.X',
  ],
  [
    'an output with the secret of a key',
    '{ P: { Type: String } }',
    '{ X: { Value: !GetAtt Key.SecretAccessKey } }',
    'Outputs.X.Value',
  ],
  [
    'an output with a resolved secret',
    '{ P: { Type: String } }',
    "{ X: { Value: '{{resolve:secretsmanager:x}}' } }",
    'Outputs.X.Value',
  ],
  [
    'an output with a password',
    '{ P: { Type: String } }',
    '{ DbPassword: { Value: !Ref P } }',
    'Outputs.DbPassword.Value',
  ],
])('finds %s', (_name, parameters, outputs, path) => {
  expect(pathsOf(whole(parameters, outputs))).toContain(path);
});

it.each([
  [
    'hidden parameters',
    '{ P: { Type: String }, DbPassword: { Type: String, NoEcho: true } }',
  ],
  [
    'numbers and references',
    "{ P: { Type: String }, MinPassword: { Type: Number }, SecretArn: { Type: String }, UseToken: { Type: String, AllowedValues: ['true', 'false'] } }",
  ],
  [
    'secure parameters of SSM',
    "{ P: { Type: String }, Token: { Type: 'AWS::SSM::Parameter::Name' } }",
  ],
])('accepts %s', (_name, parameters) => {
  expect(pathsOf(whole(parameters))).toEqual([]);
});

it('never shows the secret', () => {
  const verdict = verifyTemplate({
    template: `
Parameters: { DbPassword: { Type: String, Default: hunter2 }, Url: { Type: String, Default: 'pg://a:hunter2@db' } }
Resources:
  Handler: { Type: AWS::Lambda::Function, Properties: { Environment: { Variables: { DB_PASSWORD: hunter2, X: AKIAABCDEFGHIJKLMNOP, Y: !Ref DbPassword } } } }
Outputs: { Token: { Value: hunter2 } }
`,
    parameters: { DbPassword: 'hunter2' },
  });
  expect(
    runRule('PS34', lambda('{ DB_PASSWORD: hunter2 }')).findings,
  ).toMatchObject([{ severity: 'H', blocking: true }]);
  expect(verdict.findings.filter(({ rule }) => rule === 'PS34')).toHaveLength(
    5,
  );
  for (const format of ['json', 'sarif', 'text'] as const) {
    expect(formatVerdict(verdict, format)).not.toMatch(/hunter2|AKIA/);
  }
});
