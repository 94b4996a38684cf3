import { ruleCases } from '../__testUtils__/ruleCases';

const endpoint = (policy: string) => `
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { PolicyDocument: ${policy} } }
  Table: { Type: AWS::DynamoDB::Table }
`;
const statements = (...list: string[]) =>
  endpoint(`{ Statement: [${list.join(', ')}] }`);
const allow = ({
  principal = "'*'",
  action = "'*'",
  resource = "'*'",
  more = '',
}: {
  principal?: string;
  action?: string;
  resource?: string;
  more?: string;
} = {}) =>
  `{ Effect: Allow, Principal: ${principal}, Action: ${action}, Resource: ${resource}${
    more && `, ${more}`
  } }`;
const denyOutside = (operator = 'StringNotEquals', more = '') =>
  `{ Effect: Deny, Principal: '*', Action: '*', Resource: '*', Condition: { ${operator}: { aws:PrincipalOrgID: o-1${more} } } }`;

ruleCases('PS19', {
  proven: [
    [
      'named actions',
      statements(allow({ action: '[dynamodb:GetItem, dynamodb:PutItem]' })),
    ],
    ['a named resource', statements(allow({ resource: '!GetAtt Table.Arn' }))],
    [
      'resources of this account',
      statements(
        allow({
          resource:
            "!Sub 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:*'",
        }),
      ),
    ],
    [
      'a named bucket',
      statements(
        allow({ resource: "['arn:aws:s3:::acme', 'arn:aws:s3:::acme/*']" }),
      ),
    ],
    [
      'a named principal',
      statements(
        allow({
          principal:
            "{ AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' }",
        }),
      ),
    ],
    [
      'principals of this account',
      statements(
        allow({
          more: 'Condition: { StringEquals: { aws:PrincipalAccount: !Ref AWS::AccountId } }',
        }),
      ),
    ],
    ['full access inside a perimeter', statements(allow(), denyOutside())],
    [
      'full access inside a perimeter with a named exception',
      statements(
        allow(),
        denyOutside('StringNotEquals', ', aws:PrincipalAccount: 1'),
      ),
    ],
    [
      'resources of the account of the caller',
      statements(
        allow({
          more: 'Condition: { StringEquals: { s3:ResourceAccount: 1 } }',
        }),
      ),
    ],
    ['reading only', statements(allow({ action: "['s3:Get*', 's3:List*']" }))],
    [
      'a policy that is JSON',
      endpoint(
        `'{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}'`,
      ),
    ],
    [
      'branches that are both narrow',
      statements(allow({ action: '!If [Open, s3:GetObject, s3:PutObject]' })),
    ],
  ],
  violated: [
    ...['a*', 'arn:*', 'arn:aws:s3*', 'arn:aws:s3::*'].map(
      (resource): [string, string] => [
        `a star that stands for the account: ${resource}`,
        statements(allow({ resource: `'${resource}'` })),
      ],
    ),
    ...[
      "aws:ResourceAccount: '${aws:PrincipalAccount}'",
      "aws:PrincipalAccount: '${aws:ResourceAccount}'",
    ].map((test): [string, string] => [
      `callers of each account on its own resources: ${test}`,
      statements(allow({ more: `Condition: { StringEquals: { ${test} } }` })),
    ]),
    [
      'no policy',
      'Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { ServiceName: x } }',
    ],
    ['no properties', 'Endpoint: { Type: AWS::EC2::VPCEndpoint }'],
    [
      'no policy in one branch',
      endpoint(
        `!If [Open, { Statement: ${allow({
          action: 's3:GetObject',
        })} }, !Ref AWS::NoValue]`,
      ),
    ],
    ['full access', statements(allow())],
    [
      'all kinds of actions',
      statements(
        allow({ action: "['s3:Get*', 's3:Put*', 's3:List*', 's3:Delete*']" }),
      ),
    ],
    [
      'all kinds of actions in several statements',
      statements(
        allow({ action: "['s3:G*', 's3:L*']" }),
        allow({ action: "['s3:P*', 's3:D*']" }),
      ),
    ],
    [
      'every table of every account in one region',
      statements(
        allow({
          action: "'dynamodb:*'",
          resource: "'arn:aws:dynamodb:eu-central-1:*:table/*'",
        }),
      ),
    ],
    ...[
      "{ 'ForAllValues:StringEquals': { aws:TagKeys: [a] } }",
      '{ StringEqualsIfExists: { s3:x-amz-acl: private } }',
      "{ StringLike: { aws:PrincipalArn: 'arn:aws:iam::*:*' } }",
      "{ 'Null': { aws:PrincipalArn: 'false' } }",
      '{ IpAddress: { aws:VpcSourceIp: 10.0.0.0/8 } }',
      '{ StringEquals: { aws:SourceVpc: vpc-1 } }',
      '{ StringEquals: { aws:RequestedRegion: eu-central-1 } }',
      '{ StringEquals: { aws:PrincipalAccount: !Ref AWS::NoValue } }',
    ].map((condition): [string, string] => [
      `a condition that everyone meets: ${condition}`,
      statements(allow({ more: `Condition: ${condition}` })),
    ]),
    ...[
      "ArnNotLike: { aws:PrincipalArn: 'arn:*:*:*:*:*' }",
      "StringNotLike: { aws:PrincipalOrgID: 'o-*' }",
    ].map((test): [string, string] => [
      `a perimeter that excepts everyone: ${test}`,
      statements(
        allow(),
        `{ Effect: Deny, Principal: '*', Action: '*', Resource: '*', Condition: { ${test} } }`,
      ),
    ]),
    ['full access without a list', endpoint(`{ Statement: ${allow()} }`)],
    [
      'full access after a narrow statement',
      statements(allow({ action: 's3:GetObject' }), allow()),
    ],
    [
      'lists',
      statements(
        allow({
          principal: "{ AWS: ['*'] }",
          action: "['*']",
          resource: "['*']",
        }),
      ),
    ],
    ['a whole service', statements(allow({ action: 'dynamodb:*' }))],
    [
      'a wildcard among actions',
      statements(allow({ action: "[s3:GetObject, 's3:**']" })),
    ],
    ['every bucket', statements(allow({ resource: 'arn:aws:s3:::*' }))],
    [
      'every bucket of this partition',
      statements(allow({ resource: "!Sub 'arn:${AWS::Partition}:s3:::*'" })),
    ],
    ['every object', statements(allow({ resource: "'arn:aws:s3:::*/*'" }))],
    [
      'every table of every account',
      statements(allow({ resource: "'arn:aws:dynamodb:*:*:table/*'" })),
    ],
    [
      'NotAction',
      statements(
        "{ Effect: Allow, Principal: '*', NotAction: s3:DeleteBucket, Resource: '*' }",
      ),
    ],
    [
      'NotPrincipal',
      statements(
        "{ Effect: Allow, NotPrincipal: { AWS: '1' }, Action: '*', Resource: '*' }",
      ),
    ],
    [
      'NotResource',
      statements(
        "{ Effect: Allow, Principal: '*', Action: '*', NotResource: arn:aws:s3:::x }",
      ),
    ],
    ['another case of Allow', statements(allow().replace('Allow', 'ALLOW'))],
    [
      'a condition that always holds',
      statements(
        allow({ more: "Condition: { StringLike: { aws:PrincipalArn: '*' } }" }),
      ),
    ],
    [
      'a wildcard of a parameter',
      statements(allow({ action: '!Ref Wild', resource: '!Ref Wild' })),
    ],
    [
      'a value of a parameter',
      statements(allow({ action: '!Ref Stage' })),
      { Stage: '*' },
    ],
    [
      'a branch with full access',
      statements(allow({ action: "!If [Open, 's3:GetObject', '*']" })),
    ],
    [
      'a branch without the condition',
      statements(
        allow({
          more: 'Condition: !If [Open, { StringEquals: { aws:PrincipalAccount: 1 } }, !Ref AWS::NoValue]',
        }),
      ),
    ],
    [
      'a perimeter in a branch only',
      statements(allow(), `!If [Open, ${denyOutside()}, !Ref AWS::NoValue]`),
    ],
    [
      'a perimeter that excepts nobody',
      statements(allow(), denyOutside('StringEquals')),
    ],
    [
      'a perimeter with a second way out',
      statements(
        allow(),
        denyOutside('StringNotEquals', ', aws:RequestedRegion: x'),
      ),
    ],
    [
      'full access as JSON',
      endpoint(
        `'{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}'`,
      ),
    ],
  ],
  unproven: [
    ['a policy of a parameter', endpoint('!Ref Anything')],
    [
      'an action of a parameter',
      statements(allow({ action: '!Ref Anything' })),
    ],
    [
      'a resource from another template',
      statements(allow({ resource: '!ImportValue bucket' })),
    ],
    [
      'a principal from another template',
      statements(allow({ principal: '{ AWS: !Ref Anything }' })),
    ],
    [
      'a statement from a macro',
      statements('{ Fn::Transform: { Name: AWS::Include } }'),
    ],
    [
      'a condition from a macro',
      statements(
        allow({ more: 'Condition: { Fn::Transform: { Name: AWS::Include } }' }),
      ),
    ],
    ['no statements', endpoint('{ Statement: [] }')],
    ['a text that is not JSON', endpoint('oops')],
  ],
});
