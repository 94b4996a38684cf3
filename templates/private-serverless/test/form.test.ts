import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswersError, validateAnswers } from '../generators/app/index.ts';
import { environment } from './fixtures.ts';
import { formAccepts, formFields, submit } from './form.ts';

const filled = {
  name: 'orders',
  description: 'Takes orders',
  owner: 'group:default/team-a',
  environment: environment.id,
  data: ['dynamodb'],
};

test('what the form passes on is a set of answers that can be generated', () => {
  validateAnswers(submit(filled), environment);
});

test('the form passes on the system that somebody chose', () => {
  const { system } = validateAnswers(
    submit({ ...filled, system: 'system:default/shop' }),
    environment,
  );
  assert.equal(system, 'system:default/shop');
});

for (const data of formFields.data?.items?.enum ?? []) {
  test(`what the form offers as data can be generated: ${data}`, () => {
    validateAnswers(submit({ ...filled, data: [data] }), environment);
  });
}

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
  test(`form and generator agree about the name ${JSON.stringify(
    name,
  )}`, () => {
    const submitName = () =>
      validateAnswers(submit({ ...filled, name }), environment);
    if (formAccepts('name', name)) {
      submitName();
    } else {
      assert.throws(submitName, AnswersError);
    }
  });
}
