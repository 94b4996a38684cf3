import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const resource = (
  policies: string,
  type = 'DynamoDB::Table',
  properties = '{}',
) => `Data: { Type: AWS::${type}, ${policies} Properties: ${properties} }`;
const both = (policy: string) =>
  `DeletionPolicy: ${policy}, UpdateReplacePolicy: ${policy},`;

ruleCases('PS38', {
  proven: [
    ['kept', resource(both('Retain'))],
    [
      'kept except on create',
      resource(
        'DeletionPolicy: RetainExceptOnCreate, UpdateReplacePolicy: Retain,',
        'S3::Bucket',
      ),
    ],
    ['a snapshot', resource(both('Snapshot'), 'RDS::DBInstance')],
    [
      'a snapshot by default',
      resource('UpdateReplacePolicy: Snapshot,', 'RDS::DBCluster'),
    ],
  ],
  violated: [
    ['no policies', resource('')],
    ['no replacement policy', resource('DeletionPolicy: Retain,')],
    ['no deletion policy', resource('UpdateReplacePolicy: Retain,')],
    ['deleted', resource(both('Delete'))],
    [
      'deleted in a branch',
      resource(
        'DeletionPolicy: !If [Open, Retain, Delete], UpdateReplacePolicy: Retain,',
      ),
    ],
    ['no replacement policy of a database', resource('', 'RDS::DBInstance')],
    ...[
      'S3::Bucket',
      'EFS::FileSystem',
      'KMS::Key',
      'Cognito::UserPool',
      'SecretsManager::Secret',
    ].map((type): [string, string] => [
      `no policies of ${type}`,
      resource('', type),
    ]),
  ],
  unproven: [['a policy without a value', resource(both('!Ref Anything'))]],
});

it.each([
  ['a queue', resource('', 'SQS::Queue')],
  [
    'an instance of a cluster',
    resource('', 'RDS::DBInstance', '{ DBClusterIdentifier: x }'),
  ],
])('does not apply to %s', (_name, resources) => {
  expect(runRule('PS38', resources).status).toBe('not-applicable');
});
