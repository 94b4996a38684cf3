import { runRule } from '../__testUtils__/runRule';
import { type Case, ruleCases } from '../__testUtils__/ruleCases';

const names = [
  'BlockPublicAcls',
  'BlockPublicPolicy',
  'IgnorePublicAcls',
  'RestrictPublicBuckets',
];
const blocks = (values: Record<string, string> = {}) =>
  `{ PublicAccessBlockConfiguration: { ${names
    .filter(name => values[name] !== '')
    .map(name => `${name}: ${values[name] ?? true}`)
    .join(', ')} } }`;
const bucket = (properties: string, type = 'AWS::S3::Bucket') =>
  `Data: { Type: ${type}, Properties: ${properties} }`;

ruleCases('PS26', {
  proven: [
    ['all four blocks', bucket(blocks())],
    ['blocks as strings', bucket(blocks({ BlockPublicAcls: "'true'" }))],
    ['an access point', bucket(blocks(), 'AWS::S3::AccessPoint')],
    [
      'an access point of a directory bucket',
      bucket('{}', 'AWS::S3Express::AccessPoint'),
    ],
  ],
  violated: [
    ['no blocks', bucket('{ BucketName: acme }')],
    ...names.flatMap((name): Case[] => [
      [`${name} off`, bucket(blocks({ [name]: 'false' }))],
      [`no ${name}`, bucket(blocks({ [name]: '' }))],
    ]),
    [
      'a block in a branch',
      bucket(blocks({ BlockPublicAcls: '!If [Open, true, false]' })),
    ],
    [
      'a parameter',
      bucket(blocks({ BlockPublicAcls: '!Ref Anything' })),
      { Anything: 'false' },
    ],
    [
      'blocks that a condition removes',
      bucket(
        '{ PublicAccessBlockConfiguration: !If [Prod, {}, !Ref AWS::NoValue] }',
      ),
    ],
    ['an access point without blocks', bucket('{}', 'AWS::S3::AccessPoint')],
    ['another spelling', bucket('{}', 'aws::s3::bucket')],
  ],
  unproven: [
    [
      'a block without a value',
      bucket(blocks({ BlockPublicAcls: '!Ref Anything' })),
    ],
    [
      'blocks without a value',
      bucket('{ PublicAccessBlockConfiguration: !Ref Anything }'),
    ],
  ],
});

it('does not apply without buckets, and reports a bucket once', () => {
  expect(runRule('PS26', 'Vpc: { Type: AWS::EC2::VPC }').status).toBe(
    'not-applicable',
  );
  expect(runRule('PS26', bucket('{}')).findings).toHaveLength(1);
});
