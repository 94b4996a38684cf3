import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const parts = (
  statement: string,
  {
    metadata = '{ privateServerless: control-plane }',
    role = '!GetAtt Role.Arn',
    more = '',
    vpc = '!Ref AWS::NoValue',
  } = {},
) => `
  Provider: { Type: AWS::Lambda::Function, Metadata: ${metadata}, Properties: { Role: ${role}, VpcConfig: ${vpc} } }
  Role:
    Type: AWS::IAM::Role
    Properties: { Policies: [{ PolicyName: p, PolicyDocument: { Statement: [${statement}] } }] }
  Table: { Type: AWS::DynamoDB::Table }
  Zone: { Type: Custom::Zone, Properties: { ServiceToken: !GetAtt Provider.Arn } }
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub '/aws/lambda/\${Provider}' } }
  ${more}
`;
const allow = (
  action: string,
  resource = 'arn:aws:x:eu-central-1:111111111111:zone/z',
) => `{ Effect: Allow, Action: ${action}, Resource: ${resource} }`;
const harmless = allow(
  'route53:AssociateVPCWithHostedZone',
  'arn:aws:route53:::hostedzone/Z1',
);
const undeclared = (statement: string, more = '') =>
  parts(statement, { metadata: '{}', more });

ruleCases('PS44', {
  proven: [
    ['a declared function without data', parts(harmless)],
    [
      'a denied read',
      parts(
        `${harmless}, { Effect: Deny, Action: s3:GetObject, Resource: '*' }`,
      ),
    ],
  ],
  violated: [
    ['reading a table', parts(allow('dynamodb:GetItem', '!GetAtt Table.Arn'))],
    ['reading a secret', parts(allow('secretsmanager:GetSecretValue'))],
    [
      'reading objects by a wildcard',
      parts(allow("'s3:Get*'", 'arn:aws:s3:::acme/*')),
    ],
    ['everything', parts(allow("'*'", "'*'"))],
    [
      'everything except',
      parts("{ Effect: Allow, NotAction: 'iam:*', Resource: '*' }"),
    ],
    [
      'resources that are not named',
      parts(allow('route53:DeleteHostedZone', "'*'")),
    ],
    [
      'a policy of its own',
      parts(harmless, {
        more: `P: { Type: AWS::IAM::Policy, Properties: { Roles: [!Ref Role], PolicyDocument: { Statement: [${allow(
          'dynamodb:Scan',
          '!GetAtt Table.Arn',
        )}] } } }`,
      }),
    ],
    [
      'another role',
      parts(harmless, {
        role: '!If [Open, !GetAtt Role.Arn, !GetAtt Wide.Arn]',
        more: `Wide: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] } }`,
      }),
    ],
    ['a custom resource that is not declared', undeclared(harmless)],
  ],
  unproven: [
    [
      'a role outside the template',
      parts(harmless, { role: 'arn:aws:iam::111111111111:role/x' }),
    ],
    ['an action without a value', parts(allow('!Ref Anything'))],
    ['a policy without a value', parts('!Ref Anything')],
  ],
});

const statuses = (resources: string) => [
  runRule('PS17', resources).status,
  runRule('PS44', resources).status,
];

it.each([
  ['with data', undeclared(allow('dynamodb:GetItem', '!GetAtt Table.Arn'))],
  [
    'with an event source',
    undeclared(
      harmless,
      'Source: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Provider } }',
    ),
  ],
  [
    'with a permission',
    undeclared(
      harmless,
      'Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Provider, Principal: apigateway.amazonaws.com } }',
    ),
  ],
  [
    'behind an API',
    undeclared(
      harmless,
      "Method: { Type: AWS::ApiGateway::Method, Properties: { Integration: { Uri: !Sub 'arn:aws:apigateway:x:lambda:path/${Provider.Arn}' } } }",
    ),
  ],
  [
    'without a custom resource',
    undeclared(harmless).replace('ServiceToken', 'Other'),
  ],
])('leaves an undeclared function %s to PS17', (_name, resources) => {
  expect(statuses(resources)).toEqual(['violated', 'not-applicable']);
});

it('warns of an undeclared function for custom resources, with a fix for the AWS CDK', () => {
  const resources = undeclared(harmless);
  expect(statuses(resources)).toEqual(['not-applicable', 'violated']);
  expect(runRule('PS44', resources).findings).toMatchObject([
    {
      severity: 'M',
      blocking: false,
      resource: 'Provider',
      fix: expect.stringContaining('addMetadata'),
    },
  ]);
});

it('does not apply in the VPC', () => {
  const resources = parts(harmless, {
    vpc: '{ SubnetIds: [subnet-1, subnet-2] }',
  });
  expect(runRule('PS44', resources).status).toBe('not-applicable');
});
