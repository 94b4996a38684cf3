import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule, templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const pitr =
  'PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }';
const kms = 'SSESpecification: { SSEEnabled: true }';
const protectedTable = 'DeletionProtectionEnabled: true';
const table = (...properties: string[]) =>
  `Table: { Type: AWS::DynamoDB::Table, Properties: { ${properties.join(
    ', ',
  )} } }`;
const global = (replicas: string, more = kms) =>
  `Table: { Type: AWS::DynamoDB::GlobalTable, Properties: { ${more}, Replicas: [${replicas}] } }`;
const good = `{ Region: eu-central-1, ${pitr}, ${protectedTable} }`;

ruleCases('PS37', {
  proven: [
    ['a table', table(pitr, kms, protectedTable)],
    ['a global table', global(`${good}, ${good}`)],
    [
      'a global table of this account',
      global(
        good,
        `${kms}, GlobalTableSourceArn: !Sub 'arn:aws:dynamodb:eu-central-1:\${AWS::AccountId}:table/x'`,
      ),
    ],
  ],
  violated: [
    ['no properties', 'Table: { Type: AWS::DynamoDB::Table }'],
    ['no recovery', table(kms, protectedTable)],
    ['recovery off', table(kms, protectedTable, pitr.replace('true', 'false'))],
    ['no encryption with KMS', table(pitr, protectedTable)],
    ['no deletion protection', table(pitr, kms)],
    [
      'no deletion protection in a branch',
      table(pitr, kms, 'DeletionProtectionEnabled: !If [Open, true, false]'),
    ],
    [
      'a replica without recovery',
      global(`${good}, { Region: eu-west-1, ${protectedTable} }`),
    ],
    [
      'a replica without deletion protection',
      global(`${good}, { Region: eu-west-1, ${pitr} }`),
    ],
    [
      'a global table without encryption with KMS',
      global(good, 'BillingMode: PAY_PER_REQUEST'),
    ],
    [
      'a table of another account',
      global(
        good,
        `${kms}, GlobalTableSourceArn: 'arn:aws:dynamodb:eu-central-1:222222222222:table/x'`,
      ),
    ],
  ],
  unproven: [
    [
      'recovery without a value',
      table(
        kms,
        protectedTable,
        'PointInTimeRecoverySpecification: !Ref Anything',
      ),
    ],
    [
      'deletion protection without a value',
      table(pitr, kms, 'DeletionProtectionEnabled: !Ref Anything'),
    ],
    ['replicas without a value', global('!Ref Anything')],
    [
      'a source without a value',
      global(good, `${kms}, GlobalTableSourceArn: !Ref Anything`),
    ],
  ],
});

it('requires the key of the environment', () => {
  const of = (sse: string) =>
    verifyTemplate({
      template: templateOf(table(pitr, sse, protectedTable)),
      intent: { customerKey: true },
    }).rules.PS37;
  expect(of(kms)).toBe('violated');
  expect(of(kms.replace('true', 'true, KMSMasterKeyId: key'))).toBe('proven');
});

it('warns', () => {
  expect(runRule('PS37', table(kms, protectedTable)).findings).toMatchObject([
    { severity: 'M', message: 'Table has no point-in-time recovery.' },
  ]);
});
