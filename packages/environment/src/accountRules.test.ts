import { deployable, problemsOf } from './__testUtils__/environments.ts';

const path = 'privateServerless.environments[0]';

it.each([
  ['eu-central-1', undefined],
  ['us-gov-west-1', 'aws-us-gov'],
  ['cn-north-1', 'aws-cn'],
])('region %s belongs to partition %s', (region, partition) => {
  expect(problemsOf({ ...deployable, region, partition })).toEqual([]);
});

it.each([
  ['cn-north-1', undefined, 'aws', 'aws-cn'],
  ['us-gov-east-1', 'aws-cn', 'aws-cn', 'aws-us-gov'],
  ['eu-central-1', 'aws-us-gov', 'aws-us-gov', 'aws'],
])(
  'region %s does not belong to partition %s',
  (region, partition, is, use) => {
    expect(problemsOf({ ...deployable, region, partition })).toEqual([
      `${path}.partition: '${is}' is not the partition of region ${region}. Write partition: ${use}, or another region.`,
    ]);
  },
);

it.each([
  [{ cloudFormationRoleArn: 'arn:aws:iam::111111111111:role/deploy' }],
  [{ permissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/boundary' }],
  [{ permissionsBoundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess' }],
  [{ kmsKeyArn: 'arn:aws:kms:eu-central-1:222222222222:key/1' }],
])('%j can be used', change => {
  expect(problemsOf({ ...deployable, ...change })).toEqual([]);
});

it.each<[string, string, string, string]>([
  [
    'cloudFormationRoleArn',
    'arn:aws:iam::222222222222:role/deploy',
    'account',
    '111111111111',
  ],
  [
    'permissionsBoundaryArn',
    'arn:aws:iam::222222222222:policy/boundary',
    'account',
    '111111111111',
  ],
  [
    'permissionsBoundaryArn',
    'arn:aws-us-gov:iam::111111111111:policy/boundary',
    'partition',
    'aws',
  ],
  [
    'kmsKeyArn',
    'arn:aws:kms:us-east-1:111111111111:key/1',
    'region',
    'eu-central-1',
  ],
])('%s %s belongs to another %s', (key, arn, part, own) => {
  expect(problemsOf({ ...deployable, [key]: arn })).toEqual([
    `${path}.${key}: '${arn}' belongs to another ${part} than the environment. Use an ARN in ${part} ${own}.`,
  ]);
});

it('reports only the account and the region if they are not valid themselves', () => {
  const cloudFormationRoleArn = 'arn:aws:iam::222222222222:role/deploy';
  expect(
    problemsOf({
      ...deployable,
      accountId: '1',
      region: 'cn-north',
      cloudFormationRoleArn,
    }),
  ).toEqual([
    expect.stringContaining(`${path}.accountId: '1'`),
    expect.stringContaining(`${path}.region: 'cn-north'`),
  ]);
});
