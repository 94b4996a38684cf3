import {
  type NetworkCase,
  networkCases,
  service,
  without,
} from '../__testUtils__/networkCases';

networkCases('PS11', [
  ['proven', 'an endpoint of this network', service()],
  ['proven', 'the VPC', service({ source: 'aws:SourceVpc: vpc-1' })],
  [
    'proven',
    'further endpoints of consumers',
    service({ source: 'aws:SourceVpce: [vpce-1, vpce-consumer]' }),
  ],
  [
    'violated',
    'an endpoint of another service',
    service({ source: 'aws:SourceVpce: vpce-sqs' }),
  ],
  [
    'violated',
    'one of another service among others',
    service({ source: 'aws:SourceVpce: [vpce-1, vpce-sqs]' }),
  ],
  [
    'violated',
    'a gateway endpoint',
    service(),
    ({ endpoints }) => {
      endpoints[0].type = 'Gateway';
    },
  ],
  [
    'unproven',
    'another endpoint',
    service({ source: 'aws:SourceVpce: vpce-consumer' }),
  ],
  ['unproven', 'another VPC', service({ source: 'aws:SourceVpc: vpc-9' })],
  ['unproven', 'endpoints that were not read', service(), without('endpoints')],
  [
    'unproven',
    'a VPC that was not read',
    service({ source: 'aws:SourceVpc: vpc-1' }),
    without('vpc'),
  ],
  [
    'violated',
    'a policy without a source',
    service({ source: 'aws:PrincipalAccount: x' }),
  ],
]);

networkCases('PS12', [
  ['proven', 'an endpoint of this network', service()],
  [
    'violated',
    'an endpoint of another service',
    service({ source: 'aws:SourceVpce: vpce-sqs' }),
  ],
  [
    'violated',
    'a VPC for an endpoint',
    service({ source: 'aws:SourceVpce: vpc-1' }),
  ],
  [
    'proven',
    'an endpoint of another service in the policy of a bucket',
    'Bucket: { Type: AWS::S3::BucketPolicy, Properties: { PolicyDocument: { Statement: [{ Condition: { StringEquals: { aws:SourceVpce: vpce-sqs } } }] } } }',
  ],
]);

networkCases('PS14', [
  ['proven', 'an endpoint of this network', service()],
  [
    'proven',
    'a further endpoint of a consumer',
    service({ endpoints: '[vpce-1, vpce-consumer]' }),
  ],
  [
    'violated',
    'an endpoint of another service',
    service({ endpoints: '[vpce-1, vpce-sqs]' }),
  ],
  ...[
    'com.amazonaws.us-gov-west-1.execute-api',
    'cn.com.amazonaws.cn-north-1.execute-api',
  ].map(
    (name): NetworkCase => [
      'proven',
      name,
      service(),
      ({ endpoints }) => {
        endpoints[0].service = name;
      },
    ],
  ),
  [
    'violated',
    'an endpoint service of somebody else',
    service(),
    ({ endpoints }) => {
      endpoints[0].service =
        'com.amazonaws.vpce.eu-central-1.vpce-svc-1.execute-api';
    },
  ],
  ['unproven', 'another endpoint', service({ endpoints: '[vpce-consumer]' })],
  ['unproven', 'endpoints that were not read', service(), without('endpoints')],
  [
    'unproven',
    'an ID of a custom resource',
    service({
      endpoints: '[!GetAtt Lookup.Id]',
      more: '  Lookup: { Type: Custom::Lookup }',
    }),
  ],
]);
