import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { chooseFragments } from '../generators/app/choose-fragments.ts';
import { packagePath } from '../generators/app/package-root.ts';
import { validateAnswers } from '../generators/app/project.ts';
import { cfnLint, combinations, withoutCfnLint } from './fixtures.ts';

const files = readdirSync(packagePath('fragments'));

test(
  'cfn-lint reports no problem in any fragment',
  { skip: withoutCfnLint },
  async () => {
    const paths = files.map(file => packagePath(`fragments/${file}`));
    assert.equal(await cfnLint(paths), '');
  },
);

for (const file of files) {
  const path = packagePath(`fragments/${file}`);

  test(`fragment ${file} defines each of its stand-ins`, () => {
    const fragment = parse(readFileSync(path, 'utf8'), { logLevel: 'error' });
    const standIns: string[] =
      fragment.Metadata?.privateServerless?.standIns ?? [];
    const names = ['Parameters', 'Conditions', 'Resources'].flatMap(section =>
      Object.keys(fragment[section] ?? {}),
    );
    assert.deepEqual(
      standIns.filter(name => !names.includes(name)),
      [],
    );
  });
}

test('every fragment is part of a template', () => {
  const chosen = new Set(
    combinations.flatMap(({ answers, environment }) =>
      chooseFragments(validateAnswers(answers, environment), environment),
    ),
  );
  assert.deepEqual(
    [...chosen].map(name => `${name}.yaml`).sort(),
    files.sort(),
  );
});
