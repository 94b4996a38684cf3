import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswersError, validateAnswers } from '../generators/app/project.ts';
import { domain, environment, existingEnvironment } from './fixtures.ts';
import {
  fieldsFor,
  formAccepts,
  formFields,
  schemaFields,
  submit,
} from './form.ts';

const filled = {
  name: 'orders',
  description: 'Takes orders',
  owner: 'group:default/team-a',
  environment: environment.id,
  entry: 'endpoint',
  data: ['dynamodb'],
  privateDns: 'off',
};

test('the form returns valid answers', () => {
  validateAnswers(submit(filled), environment);
});

test('the form returns the selected system', () => {
  const { system } = validateAnswers(
    submit({ ...filled, system: 'system:default/shop' }),
    environment,
  );
  assert.equal(system, 'system:default/shop');
});

for (const data of formFields.data?.items?.enum ?? []) {
  test(`a service with the data option of the form can be generated: ${data}`, () => {
    validateAnswers(submit({ ...filled, data: [data] }), environment);
  });
}

for (const privateDns of formFields.privateDns?.enum ?? []) {
  test(`a service with the name option of the form can be generated: ${privateDns}`, () => {
    const valid = validateAnswers(
      submit({ ...filled, privateDns }),
      environment,
    );
    assert.equal(valid.privateDns, privateDns);
  });
}

for (const entry of formFields.entry?.enum ?? []) {
  for (const where of [environment, existingEnvironment]) {
    test(`a service with the entry option of the form can be generated in ${where.id}: ${entry}`, () => {
      const valid = validateAnswers(
        submit({ ...filled, environment: where.id, entry }),
        { ...where, domain, logBucket: 'acme-logs' },
      );
      assert.equal(valid.entry, entry);
    });
  }
}

test('the form offers every entry', () => {
  assert.deepEqual(formFields.entry?.enum, schemaFields.entry?.enum);
});

for (const [entry, isShown] of [
  ['endpoint', true],
  ['custom-domain', true],
  ['alb', false],
  ['alb-lambda', false],
] as const) {
  test(`the form ${
    isShown ? 'asks' : 'does not ask'
  } for private DNS with entry ${entry}`, () => {
    assert.equal(fieldsFor('entry', entry).includes('privateDns'), isShown);
  });

  test(`with entry ${entry}, an answer about private DNS ${
    isShown ? 'is used' : 'of another entry is not used'
  }`, () => {
    const { privateDns } = submit({ ...filled, entry, privateDns: 'zone' });
    assert.equal(privateDns, isShown ? 'zone' : 'off');
  });
}

test('the form offers the three ways to name the API', () => {
  assert.deepEqual(formFields.privateDns?.enum, ['off', 'zone', 'on']);
});

test('the form asks for no network: the default is the existing one, and a service without one gets its own', () => {
  assert.equal('network' in formFields, false);
  const networkIn = (where: typeof environment) =>
    validateAnswers(submit({ ...filled, environment: where.id }), where)
      .network;
  assert.equal(networkIn(environment), 'new');
  assert.equal(networkIn(existingEnvironment), 'existing');
});

for (const name of [
  'orders',
  'a',
  'a-1',
  `a${'b'.repeat(39)}`,
  `a${'b'.repeat(40)}`,
  '1a',
  'a-',
  'A',
  'a_b',
  '',
]) {
  test(`form and generator agree on the name ${JSON.stringify(name)}`, () => {
    const submitName = () =>
      validateAnswers(submit({ ...filled, name }), environment);
    if (formAccepts('name', name)) {
      submitName();
    } else {
      assert.throws(submitName, AnswersError);
    }
  });
}

for (const [description, isAccepted] of [
  ['Takes orders', true],
  ['Nimmt Aufträge an 🧾: "täglich" & mehr #1', true],
  ['d'.repeat(200), true],
  ['d'.repeat(201), false],
  ['', false],
  [' ', false],
  ['two\nlines', false],
  ['a\ttab', false],
  // Line breaks of Unicode: YAML 1.1, which CloudFormation reads, ends a line there.
  ['two\u0085lines', false],
  ['two\u2028lines', false],
  ['two\u2029lines', false],
] as const) {
  test(`form and generator ${
    isAccepted ? 'accept' : 'reject'
  } the description ${JSON.stringify(description)}`, () => {
    const submitDescription = () =>
      validateAnswers(submit({ ...filled, description }), environment);
    assert.equal(formAccepts('description', description), isAccepted);
    if (isAccepted) {
      submitDescription();
    } else {
      assert.throws(
        submitDescription,
        /^AnswersError: description: Purpose of the service/,
      );
    }
  });
}
