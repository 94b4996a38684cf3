import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const role = (statement: string, others = '') => `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies: [{ PolicyName: p, PolicyDocument: { Statement: [${statement}] } }]
  Table: { Type: AWS::DynamoDB::Table }
${others}`;
const allow = (action: string, resource = "'*'", more = '') =>
  role(`{ Effect: Allow, Action: ${action}, Resource: ${resource}${more} }`);
const policyOf = (type: string, property = 'PolicyDocument') => `
  Policy: { Type: AWS::IAM::${type}, Properties: { ${property}: { Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] } } }`;
const attaching = (
  arn: string,
  type = 'IAM::Role',
  property = 'ManagedPolicyArns',
) => `Role: { Type: AWS::${type}, Properties: { ${property}: [${arn}] } }`;
const deployRole = (
  action: string,
  principal = 'Service: cloudformation.amazonaws.com',
) => `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { ${principal} }, Action: sts:AssumeRole }]
  Policy:
    Type: AWS::IAM::RolePolicy
    Properties:
      RoleName: !Ref Role
      PolicyDocument: { Statement: [{ Effect: Allow, Action: ${action}, Resource: '*' }] }`;

ruleCases('PS33', {
  proven: [
    ['a named table', allow('[dynamodb:GetItem]', '!GetAtt Table.Arn')],
    [
      'indexes of a table',
      allow('dynamodb:Query', "!Sub '${Table.Arn}/index/*'"),
    ],
    [
      'streams of a log group',
      allow(
        'logs:PutLogEvents',
        'arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/x:*',
      ),
    ],
    [
      'log groups by the first part of their name',
      allow('logs:PutLogEvents', 'arn:aws:logs:*:*:log-group:/aws/lambda/*'),
    ],
    ['objects of a bucket', allow('s3:GetObject', 'arn:aws:s3:::acme-data/*')],
    [
      'actions without specific resources',
      allow(
        '[xray:PutTraceSegments, cloudwatch:PutMetricData, ec2:DescribeSubnets, logs:DescribeLogGroups]',
      ),
    ],
    [
      'the network interfaces of Lambda',
      allow('[ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface]'),
    ],
    ['wildcards that only read configuration', allow("'ec2:Describe*'")],
    [
      'resources by their tag',
      allow(
        'ec2:StartInstances',
        "'*'",
        ', Condition: { StringEquals: { aws:ResourceTag/app: orders } }',
      ),
    ],
    ['a Deny', role("{ Effect: Deny, Action: '*', Resource: '*' }")],
    [
      'versions of a function',
      allow(
        'lambda:InvokeFunction',
        "[!GetAtt Table.Arn, !Sub '${Table.Arn}:*']",
      ),
    ],
    [
      'a policy as JSON',
      `Set: { Type: AWS::SSO::PermissionSet, Properties: { InlinePolicy: '{"Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-central-1:111111111111:orders"}}' } }`,
    ],
    [
      'a policy of AWS for a service',
      attaching(
        'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      ),
    ],
    [
      'resources that CloudFormation creates',
      deployRole('[ec2:CreateVpc, route53:AssociateVPCWithHostedZone]'),
    ],
    [
      'a permissions boundary',
      `
  Boundary: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] } } }
  Role: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !Ref Boundary } }`,
    ],
    [
      'a boundary that a deploy role requires',
      `
  Boundary: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] } } }
  ${allow(
    'iam:CreateRole',
    'arn:aws:iam::111111111111:role/orders-*',
    ', Condition: { ArnEquals: { iam:PermissionsBoundary: !Ref Boundary } }',
  ).trim()}`,
    ],
  ],
  violated: [
    ['every action', allow("'*'", '!GetAtt Table.Arn')],
    ['every action of a service', allow("'dynamodb:*'", '!GetAtt Table.Arn')],
    [
      'every action, spelled with more stars',
      allow("'dynamodb:**'", '!GetAtt Table.Arn'),
    ],
    ['actions of any service', allow("'*:GetItem'", '!GetAtt Table.Arn')],
    [
      'a wildcard in an action',
      allow("'s3:GetObject*'", 'arn:aws:s3:::acme-data/*'),
    ],
    [
      'a question mark in an action',
      allow("'s3:?etObject'", 'arn:aws:s3:::acme-data/*'),
    ],
    ['every resource', allow('dynamodb:GetItem')],
    ['every resource in upper case', allow('DYNAMODB:GETITEM')],
    [
      'every resource in one of two',
      allow('dynamodb:GetItem', "[!GetAtt Table.Arn, '*']"),
    ],
    [
      'every table',
      allow(
        'dynamodb:GetItem',
        "!Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*'",
      ),
    ],
    [
      'an ARN that is cut off',
      allow('dynamodb:GetItem', "'arn:aws:dynamodb*'"),
    ],
    ['every bucket', allow('s3:GetObject', 'arn:aws:s3:::*/*')],
    ['every queue', allow('sqs:SendMessage', 'arn:aws:sqs:*:*:*')],
    ['reading secrets', allow('secretsmanager:GetSecretValue')],
    [
      'a condition that does not limit resources',
      allow(
        'dynamodb:GetItem',
        "'*'",
        ', Condition: { Bool: { aws:SecureTransport: true } }',
      ),
    ],
    [
      'any tag',
      allow(
        'ec2:StartInstances',
        "'*'",
        ", Condition: { StringLike: { aws:ResourceTag/app: '*' } }",
      ),
    ],
    [
      'every action except some',
      role("{ Effect: Allow, NotAction: 'iam:*', Resource: '*' }"),
    ],
    [
      'every resource except some',
      role(
        '{ Effect: Allow, Action: s3:GetObject, NotResource: arn:aws:s3:::acme-data/* }',
      ),
    ],
    ['tokens for services outside AWS', allow('sts:GetWebIdentityToken')],
    [
      'in a branch',
      role(
        "!If [Open, { Effect: Allow, Action: 's3:*', Resource: '*' }, !Ref AWS::NoValue]",
      ),
    ],
    ['a default value', allow('dynamodb:GetItem', '!Ref Wild')],
    ...[
      'Policy',
      'ManagedPolicy',
      'RolePolicy',
      'UserPolicy',
      'GroupPolicy',
    ].map((type): [string, string] => [
      `a wildcard in ${type}`,
      policyOf(type),
    ]),
    [
      'a wildcard of a user',
      policyOf('User', 'Policies: [{ PolicyDocument').replace(
        '] } } }',
        '] } }] } }',
      ),
    ],
    [
      'a permission set',
      `Set: { Type: AWS::SSO::PermissionSet, Properties: { InlinePolicy: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' } }`,
    ],
    [
      'AdministratorAccess',
      attaching(
        "!Sub 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess'",
      ),
    ],
    [
      'full access to a service',
      attaching('arn:aws:iam::aws:policy/AmazonS3FullAccess'),
    ],
    [
      'a permission set with AdministratorAccess',
      attaching(
        'arn:aws:iam::aws:policy/AdministratorAccess',
        'SSO::PermissionSet',
        'ManagedPolicies',
      ),
    ],
    [
      'roles of CloudFormation that can pass every role',
      deployRole('iam:PassRole'),
    ],
    [
      'resources with assigned IDs for a user, too',
      deployRole('ec2:DeleteVpc')
        .replace('AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy')
        .replace(
          'RoleName: !Ref Role',
          'Roles: [!Ref Role]\n      Users: [deployer]',
        ),
    ],
    [
      'resources with assigned IDs for another principal',
      deployRole('ec2:DeleteVpc', 'Service: ec2.amazonaws.com'),
    ],
    [
      'a boundary that is also attached',
      `
  Boundary: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] } } }
  Role: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !Ref Boundary, ManagedPolicyArns: [!Ref Boundary] } }`,
    ],
  ],
  unproven: [
    ['an action without a value', allow('!Ref Anything', '!GetAtt Table.Arn')],
    [
      'a resource with a name that is not known',
      allow('s3:GetObject', "!Sub 'arn:aws:s3:::${Anything}/*'"),
    ],
    [
      'a table with a name that is not known',
      allow(
        'dynamodb:GetItem',
        "!Sub 'arn:aws:dynamodb:*:*:table/${Anything}'",
      ),
    ],
    ['a resource without a value', allow('dynamodb:GetItem', '!Ref Anything')],
    ['an action of an unknown service', allow('newservice:DoThing')],
    [
      'a policy without a value',
      `Policy: { Type: AWS::IAM::Policy, Properties: { PolicyDocument: !Ref Anything } }`,
    ],
    ['a managed policy outside the template', attaching('!Ref Anything')],
    [
      'a customer managed policy by ARN',
      attaching('arn:aws:iam::111111111111:policy/orders'),
    ],
    [
      'a policy of AWS that is not known',
      attaching('arn:aws:iam::aws:policy/NewServicePolicy'),
    ],
  ],
});

it('warns of wildcards in actions on named resources', () => {
  const { findings } = runRule(
    'PS33',
    allow("'s3:GetObject*'", 'arn:aws:s3:::acme-data/*'),
  );
  expect(findings).toMatchObject([
    {
      severity: 'M',
      resource: 'Role',
      message: 'Role allows actions by a wildcard (s3:GetObject*).',
    },
  ]);
});

it('blocks wildcards in actions on every resource', () => {
  expect(runRule('PS33', allow("'s3:GetObject*'")).findings).toMatchObject([
    { severity: 'H' },
  ]);
});

it('does not apply without permissions', () => {
  expect(runRule('PS33', 'Topic: { Type: AWS::SNS::Topic }').status).toBe(
    'not-applicable',
  );
});
