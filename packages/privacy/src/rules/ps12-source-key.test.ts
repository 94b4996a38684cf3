import { runRule } from '../__testUtils__/runRule';
import { ruleCases } from '../__testUtils__/ruleCases';

const compare = (key: string, value: string, operator = 'StringEquals') => `
  Bucket: { Type: AWS::S3::BucketPolicy, Properties: { PolicyDocument: { Statement: [{ Condition: { ${operator}: { ${key}: ${value} } } }] } } }
  Endpoint: { Type: AWS::EC2::VPCEndpoint }
  Vpc: { Type: AWS::EC2::VPC }
`;

ruleCases('PS12', {
  proven: [
    ['an endpoint', compare('aws:SourceVpce', '!Ref Endpoint')],
    [
      'an endpoint, beside a test whether the key exists',
      `${compare('aws:SourceVpce', '!Ref Endpoint')}
  Other: { Type: AWS::S3::BucketPolicy, Properties: { PolicyDocument: { Statement: [{ Condition: { 'Null': { aws:SourceVpce: 'true' } } }] } } }`,
    ],
    ['an endpoint by its ID', compare('aws:SourceVpce', '[vpce-1, vpce-2]')],
    [
      'an endpoint by an attribute',
      compare('aws:SourceVpce', '!GetAtt Endpoint.Id'),
    ],
    [
      'an endpoint inside a string',
      compare('aws:SourceVpce', "!Sub '${Endpoint}'"),
    ],
    [
      'an endpoint of a parameter',
      compare('aws:SourceVpce', '!Ref EndpointId'),
    ],
    ['a VPC', compare('aws:SourceVpc', '!Ref Vpc')],
    ['a parameter of VPCs', compare('aws:SourceVpc', '!Ref AnyVpc')],
    ['a VPC from SSM', compare('aws:SourceVpc', '!Ref VpcFromSsm')],
    [
      'a parameter whose pattern is that of endpoints',
      compare('aws:SourceVpce', '!Ref AnyEndpoint'),
    ],
    ['a VPC by an attribute', compare('aws:SourceVpc', '!GetAtt Vpc.VpcId')],
    [
      'JSON',
      `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Policy: '{"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}' } }`,
    ],
  ],
  violated: [
    ['a VPC for an endpoint', compare('aws:SourceVpce', '!Ref Vpc')],
    ['a VPC ID for an endpoint', compare('aws:SourceVpce', 'vpc-12345678')],
    [
      'a parameter of VPCs for an endpoint',
      compare('aws:SourceVpce', '!Ref AnyVpc'),
    ],
    [
      'a parameter of subnets for a VPC',
      compare('aws:SourceVpc', '!Ref AnySubnet'),
    ],
    ['an endpoint for a VPC', compare('aws:SourceVpc', '!Ref Endpoint')],
    ['an endpoint ID for a VPC', compare('aws:SourceVpc', 'vpce-12345678')],
    ['another case of the key', compare('AWS:sourcevpce', 'vpc-12345678')],
    [
      'also in a Deny',
      compare('aws:SourceVpce', '!Ref Vpc', 'StringNotEquals'),
    ],
    ['one of a list', compare('aws:SourceVpce', '[vpce-1, vpc-1]')],
    [
      'a branch',
      compare('aws:SourceVpce', '!If [Open, !Ref Endpoint, !Ref Vpc]'),
    ],
    [
      'a value of a parameter',
      compare('aws:SourceVpce', '!Ref EndpointId'),
      { EndpointId: 'vpc-1' },
    ],
    [
      'an address of the endpoint',
      compare('aws:SourceVpce', '!GetAtt Endpoint.CreationTimestamp'),
    ],
    ['a VPC inside a text', compare('aws:SourceVpce', "!Sub '${Vpc}'")],
    [
      'JSON',
      `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Policy: '{"Condition": {"StringEquals": {"aws:SourceVpce": ["vpc-1"]}}}' } }`,
    ],
    [
      'JSON with a reference',
      `${compare(
        'x',
        'y',
      )}  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Policy: !Sub '{"Condition": {"StringEquals": {"aws:SourceVpce": "\${Vpc}"}}}' } }`,
    ],
  ],
  unproven: [
    [
      'a parameter whose pattern is that of endpoints, for a VPC',
      compare('aws:SourceVpc', '!Ref AnyEndpoint'),
    ],
    ['a parameter without a value', compare('aws:SourceVpce', '!Ref Anything')],
    ['an import', compare('aws:SourceVpc', '!ImportValue vpc')],
    [
      'a custom resource',
      `${compare(
        'aws:SourceVpce',
        '!GetAtt Lookup.Id',
      )}  Lookup: { Type: Custom::Lookup }`,
    ],
  ],
});

it('does not apply if no policy uses the keys', () => {
  expect(runRule('PS12', 'Vpc: { Type: AWS::EC2::VPC }').status).toBe(
    'not-applicable',
  );
});
