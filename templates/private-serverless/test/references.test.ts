import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  KubernetesValidatorFunctions,
  parseEntityRef,
} from '@backstage/catalog-model';
import { AnswersError, validateAnswers } from '../generators/app/project.ts';
import { answers, environment } from './fixtures.ts';
import { formAccepts, formFields, schemaFields } from './form.ts';

const kindsOf = { owner: ['group', 'user'], system: ['system'] };

/** Whether an entity of these kinds can have this reference, by the catalog's own functions. */
function catalogAccepts(reference: string, kinds: string[]): boolean {
  try {
    const { kind, namespace, name } = parseEntityRef(reference, {
      defaultKind: kinds[0],
    });
    return (
      kinds.includes(kind.toLowerCase()) &&
      // The catalog compares references in lower case.
      KubernetesValidatorFunctions.isValidNamespace(namespace.toLowerCase()) &&
      KubernetesValidatorFunctions.isValidObjectName(name)
    );
  } catch {
    return false;
  }
}

const names = [
  ...['team-a', 'Team_A.b', 'jane.doe', '7', 'a--b', 'a.-_b', '1-2', 'A'],
  ...['a'.repeat(63), 'group', 'user', 'system', 'default'],
  'oneiress/account-servicing',
  'Backstage Users',
  ...['team-a-', '_x', 'x_', '.x', 'x.', '-x', 'team a', 'täm', 'a@b', ''],
  ...['a'.repeat(64), 'a\n', '\na', 'a,b', 'a%2Fb', '$' + '{x}', '../a', '١'],
];
const namespaces = [
  ...['default/', 'Default/', 'team-1/', 'a--b/', `${'n'.repeat(63)}/`],
  ...['/', '-a/', 'a-/', 'a_b/', 'a.b/', 'a/b/', `${'n'.repeat(64)}/`, 'ä/'],
];
const kinds = [
  ...['group:', 'Group:', 'GROUP:', 'user:', 'User:', 'system:', 'System:'],
  ...['component:', 'team:', ':', 'group::', ' group:', 'group: ', 'groups:'],
];
const references = [
  ...names,
  ...namespaces.map(namespace => `${namespace}team-a`),
  ...kinds.map(kind => `${kind}team-a`),
  ...kinds.flatMap(kind => names.map(name => `${kind}default/${name}`)),
  ...['group:', 'user:'].flatMap(kind =>
    namespaces.map(namespace => `${kind}${namespace}Team_A.b`),
  ),
  ...['default/group:team-a', 'group:default/team-a/x', 'a:b:c', 'a/b/c'],
  `group:${'n'.repeat(63)}/${'a'.repeat(63)}`,
  `system:${'n'.repeat(63)}/${'a'.repeat(63)}`,
];

for (const [field, kindsOfField] of Object.entries(kindsOf)) {
  test(`generator and form accept the ${field} that the catalog accepts, of ${references.length} references`, () => {
    const accepted = references.filter(reference =>
      catalogAccepts(reference, kindsOfField),
    );
    assert.ok(accepted.length > 30 && accepted.length < references.length / 2);
    const validate = (reference: string) =>
      validateAnswers({ ...answers, [field]: reference }, environment);
    for (const reference of references) {
      const expected = accepted.includes(reference);
      if (expected) {
        validate(reference);
      } else {
        assert.throws(
          () => validate(reference),
          (error: unknown) =>
            error instanceof AnswersError &&
            error.problems.length === 1 &&
            error.problems[0]?.field === field &&
            error.problems[0].value === reference,
          `${field} ${JSON.stringify(reference)}`,
        );
      }
      assert.equal(
        formAccepts(field, reference),
        expected,
        `form, ${field} ${JSON.stringify(reference)}`,
      );
    }
  });

  test(`form and schema have the same pattern and length of the ${field}`, () => {
    const { pattern, maxLength } = schemaFields[field]!;
    assert.ok(pattern && maxLength);
    assert.equal(formFields[field]?.pattern, pattern);
    assert.equal(formFields[field]?.maxLength, maxLength);
  });
}

test('rejects a reference of any length, and the error has the format of a reference', () => {
  for (const long of ['a-'.repeat(50_000), `${'a-'.repeat(50_000)}/x`]) {
    assert.throws(
      () => validateAnswers({ ...answers, owner: long }, environment),
      /owner: Owning group or user/,
    );
  }
});
