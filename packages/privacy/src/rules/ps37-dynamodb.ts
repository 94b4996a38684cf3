import type { Value } from '@private-serverless/template';
import { expectValues, isGiven, isTrue } from '../expectation';
import { Observation, Rule } from '../rule';
import { Resource, Template } from '../template/Template';

/** PS37: DynamoDB tables have point-in-time recovery, encryption with KMS and deletion protection, in each replica. */
export const dynamoDb: Rule = {
  id: 'PS37',
  title: 'Tables can be restored, are encrypted and protected from deletion',
  severity: 'M',
  why: 'Without recovery and deletion protection, one mistake deletes the data of a table. A key of DynamoDB leaves no trace of its use.',
  fix: 'Set PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, SSESpecification.SSEEnabled and DeletionProtectionEnabled to true.',
  *check(template) {
    for (const table of template.ofType('AWS::DynamoDB::Table')) {
      const values = template.get(table.node, 'Properties');
      yield* assessSafety(template, table, values, '');
      yield* assessEncryption(template, table, [
        template.property(table, 'SSESpecification', 'KMSMasterKeyId'),
      ]);
    }
    for (const table of template.ofType('AWS::DynamoDB::GlobalTable')) {
      const replicas = template.items(template.property(table, 'Replicas'));
      for (const replica of replicas) {
        yield* assessSafety(template, table, [replica], ' in a replica');
      }
      yield* assessEncryption(
        template,
        table,
        replicas.map(replica =>
          template
            .child(replica, 'SSESpecification')
            .flatMap(one => template.child(one, 'KMSMasterKeyId')),
        ),
      );
      yield* assessSource(template, table);
    }
  },
};

function* assessSafety(
  template: Template,
  table: Resource,
  owners: Value[],
  where: string,
): Iterable<Observation> {
  const of = (...names: string[]) =>
    names.reduce(
      (values, name) => values.flatMap(value => template.child(value, name)),
      owners,
    );
  // A replica is an item of a list, whose place in the text is not known.
  const changeTo = (name: string) =>
    where === '' && { change: { path: `Properties.${name}`, value: true } };
  const recovery = 'PointInTimeRecoverySpecification';
  yield* expectValues(table, of(recovery, 'PointInTimeRecoveryEnabled'), {
    accepts: isTrue,
    good: `has point-in-time recovery${where}`,
    bad: `has no point-in-time recovery${where}`,
    fix: `Set ${recovery}.PointInTimeRecoveryEnabled to true.`,
    ...changeTo(`${recovery}.PointInTimeRecoveryEnabled`),
  });
  yield* expectValues(table, of('DeletionProtectionEnabled'), {
    accepts: isTrue,
    good: `has deletion protection${where}`,
    bad: `has no deletion protection${where}`,
    fix: 'Set DeletionProtectionEnabled to true.',
    ...changeTo('DeletionProtectionEnabled'),
  });
}

function* assessEncryption(
  template: Template,
  table: Resource,
  keys: Value[][],
): Iterable<Observation> {
  const enabled = template.property(table, 'SSESpecification', 'SSEEnabled');
  yield* expectValues(table, enabled, {
    accepts: isTrue,
    good: 'is encrypted with KMS',
    bad: 'is encrypted with a key of DynamoDB, not with KMS',
    fix: 'Set SSESpecification.SSEEnabled to true.',
    change: { path: 'Properties.SSESpecification.SSEEnabled', value: true },
  });
  if (!template.intent.customerKey) return;
  for (const key of keys) {
    yield* expectValues(table, key, {
      accepts: isGiven,
      good: 'is encrypted with a key of the environment',
      bad: 'is not encrypted with the key of the environment: KMSMasterKeyId is not set',
      fix: 'Set KMSMasterKeyId to the key of the environment.',
    });
  }
}

/** A global table with a source of another account copies its data between the accounts. */
function* assessSource(
  template: Template,
  table: Resource,
): Iterable<Observation> {
  for (const value of template.property(table, 'GlobalTableSourceArn')) {
    if (value.kind === 'absent' || value.kind === 'reference') continue;
    const isOwn =
      value.kind === 'scalar' && value.text.includes('${AWS::AccountId}');
    if (isOwn) continue;
    yield {
      status: value.kind === 'scalar' ? 'violated' : 'unproven',
      resource: table.id,
      at: value.at,
      message:
        value.kind === 'scalar'
          ? `${table.id} replicates a table that may be of another account (GlobalTableSourceArn).`
          : `Cannot determine the account of the table that ${table.id} replicates (GlobalTableSourceArn).`,
      fix: 'Write the account of GlobalTableSourceArn as ${AWS::AccountId}, or ask for an exception.',
    };
  }
}
