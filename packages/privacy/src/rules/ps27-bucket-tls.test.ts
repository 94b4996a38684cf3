import { runRule } from '../__testUtils__/runRule';
import { type Case, ruleCases } from '../__testUtils__/ruleCases';

const both = "[!GetAtt Data.Arn, !Sub '${Data.Arn}/*']";
const condition = "{ Bool: { aws:SecureTransport: 'false' } }";
const deny = (parts: Record<string, string> = {}) => {
  const all: Record<string, string> = {
    Effect: 'Deny',
    Principal: "'*'",
    Action: 's3:*',
    Resource: both,
    Condition: condition,
    ...parts,
  };
  return `{ ${Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }`;
};
const withPolicy = (statements: string, more = 'Bucket: !Ref Data') => `
  Data: { Type: AWS::S3::Bucket, Properties: { BucketName: acme-data } }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties: { ${more}, PolicyDocument: { Statement: ${statements} } }`;

ruleCases('PS27', {
  proven: [
    ['a Deny', withPolicy(`[${deny()}]`)],
    ['a statement that is not in a list', withPolicy(deny())],
    ['everybody by AWS', withPolicy(deny({ Principal: "{ AWS: '*' }" }))],
    ['all actions', withPolicy(deny({ Action: "['*']" }))],
    ['every resource', withPolicy(deny({ Resource: "'*'" }))],
    [
      'ARNs with the partition',
      withPolicy(
        deny({
          Resource:
            "[!Sub 'arn:${AWS::Partition}:s3:::${Data}', !Sub 'arn:${AWS::Partition}:s3:::${Data}/*']",
        }),
      ),
    ],
    [
      'joined ARNs',
      withPolicy(
        deny({
          Resource: "[!GetAtt Data.Arn, !Join ['', [!GetAtt Data.Arn, '/*']]]",
        }),
      ),
    ],
    [
      'a bucket and ARNs by name',
      withPolicy(
        deny({
          Resource: "['arn:aws:s3:::acme-data', 'arn:aws:s3:::acme-data/*']",
        }),
        'Bucket: acme-data',
      ),
    ],
    [
      'one statement each',
      withPolicy(
        `[${deny({ Resource: '!GetAtt Data.Arn' })}, ${deny({
          Resource: "!Sub '${Data.Arn}/*'",
        })}]`,
      ),
    ],
    [
      'a policy with the condition of the bucket',
      `
  Data: { Type: AWS::S3::Bucket, Condition: Open }
  Policy:
    Type: AWS::S3::BucketPolicy
    Condition: Open
    Properties: { Bucket: !Ref Data, PolicyDocument: { Statement: ${deny()} } }`,
    ],
  ],
  violated: [
    [
      'a Deny for every service only',
      withPolicy(`[${deny({ Principal: "{ Service: '*' }" })}]`),
    ],
    [
      'a Deny for a user of any account',
      withPolicy(
        `[${deny({ Principal: "{ AWS: 'arn:aws:iam::*:user/x' }" })}]`,
      ),
    ],
    [
      'a Deny whose star is in a branch',
      withPolicy(
        `[${deny({
          Principal: "{ AWS: [!If [Open, '*', '111111111111']] }",
        })}]`,
      ),
    ],
    ['no policy', 'Data: { Type: AWS::S3::Bucket }'],
    ['a policy of another bucket', withPolicy(deny(), 'Bucket: other')],
    ...(
      [
        [
          'an Allow',
          {
            Effect: 'Allow',
            Condition: "{ Bool: { aws:SecureTransport: 'true' } }",
          },
        ],
        ['one account', { Principal: "{ AWS: '111111111111' }" }],
        ['everybody but one', { Principal: '', NotPrincipal: "{ AWS: '1' }" }],
        ['one action', { Action: 's3:GetObject' }],
        ['all but one action', { Action: '', NotAction: 's3:GetObject' }],
        ['the bucket only', { Resource: '!GetAtt Data.Arn' }],
        ['the objects only', { Resource: "!Sub '${Data.Arn}/*'" }],
        [
          'a folder',
          { Resource: "[!GetAtt Data.Arn, !Sub '${Data.Arn}/public/*']" },
        ],
        [
          'another bucket',
          { Resource: "['arn:aws:s3:::other', 'arn:aws:s3:::other/*']" },
        ],
        [
          'no condition on TLS',
          { Condition: "{ Bool: { aws:ViaAWSService: 'false' } }" },
        ],
        [
          'requests with TLS',
          { Condition: "{ Bool: { aws:SecureTransport: 'true' } }" },
        ],
        [
          'an exception',
          {
            Condition:
              "{ Bool: { aws:SecureTransport: 'false' }, StringNotEquals: { aws:PrincipalAccount: '1' } }",
          },
        ],
      ] as const
    ).map(([name, parts]): Case => [name, withPolicy(deny(parts))]),
  ],
  unproven: [
    [
      'a policy of a bucket without a value',
      withPolicy(deny(), 'Bucket: !Ref Anything'),
    ],
    ['a statement from a parameter', withPolicy('[!Ref Anything]')],
    [
      'a document without a value',
      `
  Data: { Type: AWS::S3::Bucket }
  Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Data, PolicyDocument: !Ref Anything } }`,
    ],
    [
      'a policy under a condition that is unknown',
      `
  Data: { Type: AWS::S3::Bucket }
  Policy:
    Type: AWS::S3::BucketPolicy
    Condition: Open
    Properties: { Bucket: !Ref Data, PolicyDocument: { Statement: ${deny()} } }`,
    ],
  ],
});

it('does not apply without buckets', () => {
  expect(runRule('PS27', 'Vpc: { Type: AWS::EC2::VPC }').status).toBe(
    'not-applicable',
  );
});
