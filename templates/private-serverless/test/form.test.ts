import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { AnswersError, validateAnswers } from '../generators/app/index.ts';
import { packagePath } from '../generators/app/package-root.ts';
import { environment } from './fixtures.ts';

type Property = {
  pattern?: string;
  maxLength?: number;
  items?: { enum?: string[] };
};
type Form = {
  spec: {
    parameters: Array<{ properties: Record<string, Property> }>;
    steps: Array<{
      action: string;
      input: { answers?: Record<string, unknown> };
    }>;
  };
};

const form = parse(readFileSync(packagePath('template.yaml'), 'utf8')) as Form;
const fields: Record<string, Property> = Object.assign(
  {},
  ...form.spec.parameters.map(({ properties }) => properties),
);
const step = form.spec.steps.find(
  ({ action }) => action === 'privateServerless:project:generate',
);

/** The answers that the form's step passes on, for what somebody filled in. */
function submit(filled: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(step?.input.answers ?? {}).map(([name, value]) => {
      const [, parameter] =
        /^\$\{\{ parameters\.(\w+) \}\}$/.exec(String(value)) ?? [];
      return [name, parameter ? filled[parameter] : value];
    }),
  );
}

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

for (const data of fields.data?.items?.enum ?? []) {
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
    const { pattern = '', maxLength = Infinity } = fields.name ?? {};
    const formAccepts =
      new RegExp(pattern).test(name) && name.length <= maxLength;
    const submitName = () =>
      validateAnswers(submit({ ...filled, name }), environment);
    if (formAccepts) {
      submitName();
    } else {
      assert.throws(submitName, AnswersError);
    }
  });
}
