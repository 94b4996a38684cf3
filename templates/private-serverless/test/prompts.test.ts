import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PromptQuestion, QueuedAdapter } from '@yeoman/types';
import { createEnv } from 'yeoman-environment';
import { stringify } from 'yaml';
import PrivateServerlessGenerator from '../generators/app/index.ts';
import { createHeadlessAdapter } from './headless-adapter.ts';
import { packagePath } from '../generators/app/package-root.ts';
import { environment, temporaryFolder } from './fixtures.ts';

/** A terminal with prepared answers. It throws an error if the validation of a question rejects an answer. */
function person(given: Record<string, unknown>): QueuedAdapter {
  const adapter = createHeadlessAdapter(() => undefined);
  adapter.prompt = async questions => {
    for (const question of [questions].flat() as PromptQuestion[]) {
      const { name, validate } = question as {
        name: string;
        validate?: (value: unknown) => true | string;
      };
      const verdict = validate?.(given[name]) ?? true;
      assert.equal(verdict, true, `${name}: ${verdict}`);
    }
    return given as never;
  };
  return adapter;
}

async function runFor(given: Record<string, unknown>, cwd: string) {
  const env = createEnv({ cwd, adapter: person(given), skipInstall: true });
  env.register(PrivateServerlessGenerator, {
    namespace: 'private-serverless:app',
    resolved: packagePath('generators/app/index.js'),
  });
  const options: Record<string, unknown> = { config: 'environments.yaml' };
  await env.run(['private-serverless:app'], options);
}

const given = {
  name: 'orders',
  description: 'Takes orders',
  owner: 'team-a',
  environment: 'dev',
  data: [],
};

test('a run without answers prompts for them', async context => {
  const cwd = await temporaryFolder(context);
  await writeFile(
    join(cwd, 'environments.yaml'),
    stringify({ privateServerless: { environments: [environment] } }),
  );
  await runFor(given, cwd);
  const readme = await readFile(join(cwd, 'README.md'), 'utf8');
  assert.match(readme, /^# orders/);
});

test('a prompt rejects an answer that is not valid', async context => {
  const cwd = await temporaryFolder(context);
  await writeFile(
    join(cwd, 'environments.yaml'),
    stringify({ privateServerless: { environments: [environment] } }),
  );
  await assert.rejects(
    runFor({ ...given, name: 'Orders' }, cwd),
    /name: Lower-case letters/,
  );
});

test('the error for a file without environments names the file', async context => {
  const cwd = await temporaryFolder(context);
  await writeFile(join(cwd, 'environments.yaml'), 'app: {}\n');
  await assert.rejects(
    runFor(given, cwd),
    /environments\.yaml: privateServerless\.environments is missing/,
  );
});
