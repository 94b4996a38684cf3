import { Case, ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

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
const denyUnless = (tests: string, more = "Action: '*', Resource: '*'") =>
  `{ Effect: Deny, Principal: '*', ${more}, Condition: ${tests} }`;
const ofOrganization =
  '{ StringNotEquals: { aws:PrincipalOrgID: o-1234567890 } }';
const queue = (text: string) =>
  one('AWS::SQS::QueuePolicy', `{ PolicyDocument: { Statement: ${text} } }`);

ruleCases('PS10', {
  proven: [
    [
      'a Deny for all but one organization, whichever it is',
      queue(
        `[${statement("'*'")}, ${denyUnless(
          '{ StringNotEquals: { aws:PrincipalOrgID: !Ref Anything } }',
        )}]`,
      ),
    ],
    [
      'one account as the source, whichever it is',
      queue(
        statement(
          "'*'",
          '{ StringEquals: { aws:SourceAccount: !Ref Anything } }',
        ),
      ),
    ],
    [
      'subscriptions with mail addresses of one domain',
      one(
        'AWS::SNS::TopicPolicy',
        `{ PolicyDocument: { Statement: ${statement(
          "'*'",
          "{ StringLike: { sns:Endpoint: '*@example.com' }, StringEquals: { sns:Protocol: email } }",
        )} } }`,
      ),
    ],
    [
      'subscriptions of one host',
      one(
        'AWS::SNS::TopicPolicy',
        `{ PolicyDocument: { Statement: ${statement(
          "'*'",
          "{ StringLike: { sns:Endpoint: 'https://example.com/*' } }",
        )} } }`,
      ),
    ],
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
    ...everywhere(
      'a service with its source',
      statement(
        '{ Service: s3.amazonaws.com }',
        "{ StringEquals: { aws:SourceAccount: '111111111111' } }",
      ),
    ),
    [
      'a service that needs a permission to decrypt',
      one(
        'AWS::KMS::Key',
        `{ KeyPolicy: { Statement: [${statement(
          '{ Service: sns.amazonaws.com }',
        )}] } }`,
      ),
    ],
    [
      'a service that acts for its own account only',
      queue(statement('{ Service: elasticloadbalancing.amazonaws.com }')),
    ],
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
      'everyone for a topic of the template',
      `${queue(
        statement("'*'", '{ ArnEquals: { aws:SourceArn: !Ref Topic } }'),
      )}
Topic: { Type: AWS::SNS::Topic }`,
    ],
    [
      'everyone for a rule of the template',
      `${queue(
        statement("'*'", '{ ArnLike: { aws:SourceArn: !GetAtt Rule.Arn } }'),
      )}
Rule: { Type: AWS::Events::Rule }`,
    ],
    [
      'everyone of a VPC by its ARN',
      queue(
        statement(
          "'*'",
          "{ ArnLike: { aws:SourceVpcArn: 'arn:aws:ec2:eu-central-1:111111111111:vpc/*' } }",
        ),
      ),
    ],
    [
      'everyone of an organization path',
      queue(
        statement(
          "'*'",
          "{ 'ForAnyValue:StringLike': { aws:PrincipalOrgPaths: 'o-1234567890/*' } }",
        ),
      ),
    ],
    [
      'sessions of a role by its ID',
      queue(
        statement(
          "'*'",
          "{ StringLike: { aws:userid: 'AROAEXAMPLEEXAMPLE12:*' } }",
        ),
      ),
    ],
    [
      'everyone, and a Deny for all but an organization',
      queue(`[${statement("'*'")}, ${denyUnless(ofOrganization)}]`),
    ],
    [
      'everyone, and a Deny for all but an organization and a role',
      queue(
        `[${statement("'*'")}, ${denyUnless(
          '{ StringNotEquals: { aws:PrincipalOrgID: o-1 }, ArnNotLike: { aws:PrincipalArn: arn:aws:iam::111111111111:role/* } }',
        )}]`,
      ),
    ],
    [
      'everyone, and a Deny with the same list of actions',
      queue(
        `[{ Effect: Allow, Principal: '*', Action: [sqs:SendMessage, 'sqs:Get*'], Resource: '*' }, ${denyUnless(
          ofOrganization,
          "Action: [sqs:SendMessage, 'sqs:Get*'], Resource: '*'",
        )}]`,
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
      '*@example.com',
      '*@example.com*',
      'https://example.com*',
      'https://*/hook',
    ].map(
      (endpoint): Case => [
        `subscriptions of everybody with the pattern ${endpoint}`,
        one(
          'AWS::SNS::TopicPolicy',
          `{ PolicyDocument: { Statement: ${statement(
            "'*'",
            `{ StringLike: { sns:Endpoint: '${endpoint}' } }`,
          )} } }`,
        ),
      ],
    ),
    [
      'a wildcard in place of the account of a principal',
      queue(statement("{ AWS: 'arn:aws:iam::*:root' }")),
    ],
    [
      'the account of the request itself',
      queue(
        statement(
          "'*'",
          "{ StringEquals: { aws:PrincipalAccount: '${aws:PrincipalAccount}' } }",
        ),
      ),
    ],
    ...[
      'AWS::ApiGatewayV2::Api',
      'AWS::CloudFront::Distribution',
      'AWS::CloudFront::StreamingDistribution',
      'AWS::AppSync::Api',
      'AWS::Cognito::UserPoolDomain',
      'AWS::GlobalAccelerator::Accelerator',
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
    [
      'a service without a source',
      queue(statement('{ Service: s3.amazonaws.com }')),
    ],
    [
      'a service for a bucket that everybody can create',
      queue(
        statement(
          '{ Service: [ec2.amazonaws.com, s3.amazonaws.com] }',
          "{ ArnLike: { aws:SourceArn: 'arn:aws:s3:::acme-*' } }",
        ),
      ),
    ],
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
    ...(
      [
        ['any role', 'ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/*'],
        [
          'a role of any account',
          'ArnEquals',
          'aws:PrincipalArn',
          'arn:aws:iam::*:role/deploy',
        ],
        ['any topic', 'ArnLike', 'aws:SourceArn', 'arn:aws:sns:us-east-1:*:*'],
        ['a bucket prefix', 'ArnLike', 'aws:SourceArn', 'arn:aws:s3:::acme-*'],
        [
          'an account anywhere in the ARN',
          'StringLike',
          'aws:SourceArn',
          'arn:*:*:*:111111111111:*',
        ],
        ['any endpoint', 'StringLike', 'aws:SourceVpce', 'vpce-*'],
        ['any organization', 'StringLike', 'aws:PrincipalOrgID', 'o-*'],
        ['part of an account', 'StringLike', 'aws:SourceAccount', '1111*'],
        ['a tag of the caller', 'StringEquals', 'aws:PrincipalTag/team', 'a'],
        ['a region', 'StringEquals', 'aws:RequestedRegion', 'eu-central-1'],
        [
          'a date',
          'DateGreaterThan',
          'aws:CurrentTime',
          '2020-01-01T00:00:00Z',
        ],
      ] as const
    ).map(
      ([name, operator, key, value]): Case => [
        `everyone, with a condition for ${name}`,
        queue(statement("'*'", `{ ${operator}: { ${key}: '${value}' } }`)),
      ],
    ),
    ...(
      [
        [
          'other actions',
          denyUnless(ofOrganization, "Action: sqs:SendMessage, Resource: '*'"),
        ],
        [
          'another resource',
          denyUnless(
            ofOrganization,
            "Action: '*', Resource: 'arn:aws:sqs:eu-central-1:111111111111:other'",
          ),
        ],
        [
          'all but an action',
          denyUnless(
            ofOrganization,
            "NotAction: sqs:SendMessage, Resource: '*'",
          ),
        ],
        [
          'any organization',
          denyUnless("{ StringNotLike: { aws:PrincipalOrgID: 'o-*' } }"),
        ],
        [
          'a region',
          denyUnless(
            '{ StringNotEquals: { aws:RequestedRegion: eu-central-1 } }',
          ),
        ],
        [
          'requests without a key',
          denyUnless("{ 'Null': { aws:PrincipalOrgID: 'true' } }"),
        ],
        [
          'another test too',
          denyUnless(
            "{ StringNotEquals: { aws:PrincipalOrgID: o-1 }, Bool: { aws:SecureTransport: 'false' } }",
          ),
        ],
        [
          'one branch',
          `!If [Open, ${denyUnless(ofOrganization)}, !Ref AWS::NoValue]`,
        ],
      ] as const
    ).map(
      ([name, denial]): Case => [
        `everyone, and a Deny that covers only ${name}`,
        queue(`[${statement("'*'")}, ${denial}]`),
      ],
    ),
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
      'a JSON string that repeats a key',
      one(
        'AWS::SQS::QueuePolicy',
        `{ PolicyDocument: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:*","Principal":{"AWS":"111111111111"}}}' }`,
      ),
    ],
    [
      'a source without a value in an operator with wildcards',
      queue(
        statement("'*'", '{ ArnEquals: { aws:SourceArn: !Ref Anything } }'),
      ),
    ],
    [
      'a switch without a value',
      one('AWS::AppSync::GraphQLApi', '{ Visibility: !Ref Anything }'),
    ],
    [
      'a Deny for all but organizations without a value',
      queue(
        `[${statement("'*'")}, ${denyUnless(
          '{ StringNotEquals: { aws:PrincipalOrgID: !Ref Anythings } }',
        )}]`,
      ),
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

it('informs about rules that publish to a topic, for which EventBridge supports no condition', () => {
  const { findings } = runRule(
    'PS10',
    one(
      'AWS::SNS::TopicPolicy',
      `{ PolicyDocument: { Statement: [${statement(
        '{ Service: events.amazonaws.com }',
      )}, ${statement('{ Service: s3.amazonaws.com }')}] } }`,
    ),
  );
  expect(findings.map(({ severity }) => severity)).toEqual(['L', 'H']);
});
