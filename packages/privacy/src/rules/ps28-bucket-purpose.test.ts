import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const bucket = (purpose: string, ...statements: string[]) => `
  Data: { Type: AWS::S3::Bucket, Metadata: { privateServerless: ${purpose} } }
  ${
    statements.length > 0
      ? `Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Data, PolicyDocument: { Statement: [${statements.join(
          ', ',
        )}] } } }`
      : ''
  }`;
const denyUnless = (tests: string) =>
  `{ Effect: Deny, Principal: '*', Action: 's3:*', Resource: [!GetAtt Data.Arn, !Sub '\${Data.Arn}/*'], Condition: { ${tests} } }`;
const throughEndpoint = denyUnless(
  'StringNotEquals: { aws:SourceVpce: vpce-1 }',
);
const allow = (principal: string, action: string, tests = '') =>
  `{ Effect: Allow, Principal: ${principal}, Action: ${action}, Resource: !Sub '\${Data.Arn}/*'${
    tests && `, Condition: { ${tests} }`
  } }`;
const fromEndpoint = 'StringEquals: { aws:SourceVpce: vpce-1 }';
const writer = '{ Service: delivery.logs.amazonaws.com }';
const fromAccount = "StringEquals: { aws:SourceAccount: '111111111111' }";

ruleCases('PS28', {
  proven: [
    ['data through an endpoint', bucket('data', throughEndpoint)],
    [
      'data through an endpoint, and the deployer',
      bucket(
        'data',
        denyUnless(
          'StringNotEquals: { aws:SourceVpce: vpce-1 }, ArnNotLike: { aws:PrincipalArn: arn:aws:iam::111111111111:role/deploy }',
        ),
      ),
    ],
    [
      'an app for a role',
      bucket(
        'app',
        allow('{ AWS: arn:aws:iam::111111111111:role/api }', 's3:GetObject'),
      ),
    ],
    [
      'an app for an endpoint',
      bucket('app', allow("'*'", 's3:GetObject', fromEndpoint)),
    ],
    [
      'logs of a service',
      bucket('logs', allow(writer, 's3:PutObject', fromAccount)),
    ],
    [
      'logs of load balancers of the account',
      bucket(
        'logs',
        "{ Effect: Allow, Principal: { Service: logdelivery.elasticloadbalancing.amazonaws.com }, Action: s3:PutObject, Resource: !Sub '${Data.Arn}/AWSLogs/${AWS::AccountId}/*' }",
      ),
    ],
    ['artifacts without a policy', bucket('artifacts')],
    [
      'a trust store for an account',
      bucket('trust-store', allow("{ AWS: '111111111111' }", 's3:GetObject')),
    ],
  ],
  violated: [
    ['data without a policy', bucket('data')],
    [
      'data with another policy',
      bucket('data', allow("{ AWS: '111111111111' }", 's3:GetObject')),
    ],
    [
      'data through any endpoint',
      bucket('data', denyUnless("StringNotLike: { aws:SourceVpce: 'vpce-*' }")),
    ],
    [
      'data of an organization',
      bucket(
        'data',
        denyUnless('StringNotEquals: { aws:PrincipalOrgID: o-1 }'),
      ),
    ],
    [
      'data with an exception for a region',
      bucket(
        'data',
        denyUnless(
          'StringNotEquals: { aws:SourceVpce: vpce-1, aws:RequestedRegion: eu-central-1 }',
        ),
      ),
    ],
    ['an app for everybody', bucket('app', allow("'*'", 's3:GetObject'))],
    [
      'an app that everybody on an endpoint can write',
      bucket('app', allow("'*'", 's3:*', fromEndpoint)),
    ],
    [
      'logs without a service',
      bucket('logs', allow("{ AWS: '111111111111' }", 's3:PutObject')),
    ],
    [
      'logs of a service for every account',
      bucket('logs', allow(writer, 's3:PutObject')),
    ],
    [
      'artifacts for everybody',
      bucket('artifacts', allow("'*'", 's3:GetObject')),
    ],
  ],
  unproven: [
    ['another purpose', bucket('pictures')],
    [
      'an endpoint without a value',
      bucket(
        'app',
        allow(
          "'*'",
          's3:GetObject',
          'StringLike: { aws:SourceVpce: !Ref Anything }',
        ),
      ),
    ],
    [
      'a policy that may be another one',
      `${bucket('data')}
  Policy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Anything, PolicyDocument: { Statement: [${throughEndpoint}] } } }`,
    ],
  ],
});

it('does not apply to a bucket without a purpose', () => {
  expect(runRule('PS28', 'Data: { Type: AWS::S3::Bucket }').status).toBe(
    'not-applicable',
  );
});
