import { Case, ruleCases } from '../__testUtils__/ruleCases';

const one = (type: string, properties = '{}') =>
  `Thing: { Type: ${type}, Properties: ${properties} }`;
const holders: Array<[string, string]> = [
  ['AWS::SQS::QueuePolicy', 'PolicyDocument'],
  ['AWS::SQS::QueueInlinePolicy', 'PolicyDocument'],
  ['AWS::SNS::TopicPolicy', 'PolicyDocument'],
  ['AWS::SNS::TopicInlinePolicy', 'PolicyDocument'],
  ['AWS::KMS::Key', 'KeyPolicy'],
  ['AWS::KMS::ReplicaKey', 'KeyPolicy'],
  ['AWS::SecretsManager::ResourcePolicy', 'ResourcePolicy'],
  ['AWS::VpcLattice::AuthPolicy', 'Policy'],
];
const statement = (principal: string, condition = '') =>
  `{ Effect: Allow, Principal: ${principal}, Action: '*', Resource: '*'${
    condition && `, Condition: ${condition}`
  } }`;
/** The statement in the policy of every type that has one. */
const everywhere = (name: string, text: string): Case[] =>
  holders.map(([type, property]) => [
    `${name}: ${type}`,
    one(type, `{ ${property}: { Statement: [${text}] } }`),
  ]);
const queue = (text: string) =>
  one('AWS::SQS::QueuePolicy', `{ PolicyDocument: { Statement: ${text} } }`);

ruleCases('PS10', {
  proven: [
    ['no such resource', 'Vpc: { Type: AWS::EC2::VPC }'],
    [
      'a private AppSync API',
      one('AWS::AppSync::GraphQLApi', '{ Visibility: PRIVATE }'),
    ],
    [
      'a private App Runner service',
      one(
        'AWS::AppRunner::Service',
        '{ NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: false } } }',
      ),
    ],
    [
      'a Lattice service with authorization',
      one('AWS::VpcLattice::Service', '{ AuthType: AWS_IAM }'),
    ],
    [
      'a public type that the parameters exclude',
      'Cdn: { Type: AWS::CloudFront::Distribution, Condition: Prod }',
    ],
    ...everywhere(
      'a named account',
      statement("{ AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root' }"),
    ),
    ...everywhere('a service', statement('{ Service: s3.amazonaws.com }')),
    [
      'everyone in an account',
      queue(
        statement(
          "'*'",
          '{ StringEquals: { aws:PrincipalAccount: !Ref AWS::AccountId } }',
        ),
      ),
    ],
    [
      'everyone for a bucket',
      queue(
        statement("'*'", "{ ArnLike: { AWS:SourceArn: 'arn:aws:s3:::acme' } }"),
      ),
    ],
    [
      'no principal',
      queue("{ Effect: Deny, Principal: '*', Action: '*', Resource: '*' }"),
    ],
    ['a key with the default policy', one('AWS::KMS::Key')],
  ],
  violated: [
    ...[
      'AWS::ApiGatewayV2::Api',
      'AWS::CloudFront::Distribution',
      'AWS::CloudFront::StreamingDistribution',
      'AWS::AppSync::Api',
      'AWS::Cognito::UserPoolDomain',
      'AWS::GlobalAccelerator::Accelerator',
      'AWS::EC2::VerifiedAccessEndpoint',
      'AWS::AppSync::GraphQLApi',
      'AWS::AppRunner::Service',
      'AWS::VpcLattice::Service',
      'aws::apigatewayv2::api',
    ].map((type): Case => [type, one(type)]),
    [
      'a public AppSync API',
      one('AWS::AppSync::GraphQLApi', '{ Visibility: GLOBAL }'),
    ],
    [
      'an AppSync API in a branch',
      one(
        'AWS::AppSync::GraphQLApi',
        '{ Visibility: !If [Open, PRIVATE, GLOBAL] }',
      ),
    ],
    [
      'a public App Runner service',
      one(
        'AWS::AppRunner::Service',
        '{ NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: true } } }',
      ),
    ],
    [
      'a Lattice service by parameter',
      one('AWS::VpcLattice::Service', '{ AuthType: !Ref Anything }'),
      { Anything: 'NONE' },
    ],
    [
      'a public type under a condition that is unknown',
      'Cdn: { Type: AWS::CloudFront::Distribution, Condition: Open }',
    ],
    ...everywhere('everyone', statement("'*'")),
    ...everywhere('everyone by AWS', statement("{ AWS: ['*'] }")),
    [
      'everyone except one',
      queue(
        "{ Effect: Allow, NotPrincipal: { AWS: '1' }, Action: '*', Resource: '*' }",
      ),
    ],
    [
      'everyone who encrypts',
      queue(statement("'*'", "{ Bool: { aws:SecureTransport: 'true' } }")),
    ],
    [
      'everyone from an address',
      queue(statement("'*'", '{ IpAddress: { aws:SourceIp: 10.0.0.0/8 } }')),
    ],
    [
      'everyone for any bucket',
      queue(
        statement("'*'", "{ ArnLike: { aws:SourceArn: 'arn:aws:s3:::*' } }"),
      ),
    ],
    [
      'everyone in any account',
      queue(statement("'*'", "{ StringLike: { aws:PrincipalAccount: '*' } }")),
    ],
    [
      'everyone, with an empty account',
      queue(
        statement(
          "'*'",
          "{ StringEqualsIfExists: { aws:PrincipalAccount: '1' } }",
        ),
      ),
    ],
    [
      'everyone in other accounts',
      queue(
        statement("'*'", "{ StringNotEquals: { aws:PrincipalAccount: '1' } }"),
      ),
    ],
    [
      'everyone in a branch',
      queue(`[${statement("!If [Open, '*', { AWS: '111111111111' }]")}]`),
    ],
    [
      'everyone in a statement of a branch',
      queue(`[!If [Open, ${statement("'*'")}, !Ref AWS::NoValue]]`),
    ],
    ['everyone by a parameter', queue(statement('{ AWS: !Ref Wild }'))],
    [
      'everyone as JSON',
      one(
        'AWS::SQS::QueuePolicy',
        `{ PolicyDocument: '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}' }`,
      ),
    ],
  ],
  unproven: [
    [
      'a switch without a value',
      one('AWS::AppSync::GraphQLApi', '{ Visibility: !Ref Anything }'),
    ],
    ['a principal without a value', queue(statement('{ AWS: !Ref Anything }'))],
    [
      'a source without a value',
      queue(statement("'*'", '{ ArnLike: { aws:SourceArn: !Ref Anything } }')),
    ],
    [
      'a policy of a parameter',
      one('AWS::KMS::Key', '{ KeyPolicy: !Ref Anything }'),
    ],
    ['a statement from a macro', queue('[{ Fn::Transform: { Name: Acme } }]')],
  ],
});
