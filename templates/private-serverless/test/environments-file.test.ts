import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { stringify } from 'yaml';
import { readEnvironmentsFile } from '../generators/app/environments-file.ts';
import { environment, richEnvironment, temporaryFolder } from './fixtures.ts';

async function fileWith(
  context: TestContext,
  content: unknown,
  local?: unknown,
): Promise<string> {
  const folder = await temporaryFolder(context);
  const file = join(folder, 'app-config.yaml');
  await writeFile(
    file,
    typeof content === 'string' ? content : stringify(content),
  );
  if (local) {
    await writeFile(join(folder, 'app-config.local.yaml'), stringify(local));
  }
  return file;
}

const configOf = (...environments: unknown[]) => ({
  app: { baseUrl: 'http://localhost:$' + '{PORT:-7007}' },
  privateServerless: { environments },
});

test('the environments of a file have their defaults', async context => {
  const file = await fileWith(context, configOf(environment, richEnvironment));
  const [first, second] = readEnvironmentsFile(file);
  assert.equal(first?.title, environment.id);
  assert.equal(first?.partition, 'aws');
  assert.deepEqual(second?.tags, richEnvironment.tags);
});

for (const [title, change, path] of [
  ['a placeholder', { region: '$' + '{REGION}' }, '[0].region'],
  ['one with a default', { title: 'X $' + '{T:-x}' }, '[0].title'],
  ['one in a list', { corporateCidrs: ['$' + '{C}'] }, '[0].corporateCidrs[0]'],
  ['an environment variable', { accountId: { $env: 'A' } }, '[0].accountId'],
  ['a file', { artifactBucket: { $file: 'b' } }, '[0].artifactBucket'],
] as const) {
  test(`${title} is rejected, because Backstage would read it differently`, async context => {
    const file = await fileWith(
      context,
      configOf({ ...environment, ...change }),
    );
    assert.throws(
      () => readEnvironmentsFile(file),
      (error: Error) =>
        error.message.includes(
          `privateServerless.environments${path} is not resolved.`,
        ) && /private-serverless generate.*config:print/.test(error.message),
    );
  });
}

test('an environment variable that overrides the file is rejected', async context => {
  const name = 'APP_CONFIG_privateServerless_environments';
  const file = await fileWith(context, configOf(environment));
  context.after(() => delete process.env[name]);
  process.env[name] = '[]';
  assert.throws(
    () => readEnvironmentsFile(file),
    (error: Error) =>
      error.message.startsWith(
        `${file}: the environment variable ${name} overrides it. Unset the variable`,
      ),
  );
  delete process.env[name];
  process.env.APP_CONFIG_app_title = 'Mine';
  context.after(() => delete process.env.APP_CONFIG_app_title);
  assert.equal(readEnvironmentsFile(file).length, 1);
});

test('an included list is rejected', async context => {
  const file = await fileWith(context, {
    privateServerless: { environments: { $include: 'environments.yaml' } },
  });
  assert.throws(
    () => readEnvironmentsFile(file),
    /privateServerless\.environments is not resolved/,
  );
});

test('an app-config.local.yaml that overrides the environments is rejected', async context => {
  const config = configOf(environment);
  const file = await fileWith(context, config, configOf(richEnvironment));
  assert.throws(
    () => readEnvironmentsFile(file),
    /app-config\.local\.yaml overrides it/,
  );
  const other = await fileWith(context, config, { app: { title: 'Mine' } });
  assert.equal(readEnvironmentsFile(other).length, 1);
});

test('the error lists every problem of every environment', async context => {
  const file = await fileWith(
    context,
    configOf(
      { ...environment, logRetentionDays: 13 },
      { ...richEnvironment, artefactBucket: 'x', region: 'Frankfurt' },
    ),
  );
  assert.throws(
    () => readEnvironmentsFile(file),
    (error: Error) => {
      assert.match(error.message, /environments\[0\]\.logRetentionDays: 13 is/);
      assert.match(error.message, /environments\[1\]\.region: 'Frankfurt' is/);
      assert.match(error.message, /environments\[1\]\.artefactBucket: is not/);
      return true;
    },
  );
});

test('the error for a file that is not YAML has the line and not its text', async context => {
  const file = await fileWith(context, 'db:\n  password: hunter2: x\n');
  assert.throws(
    () => readEnvironmentsFile(file),
    (error: Error) =>
      /app-config\.yaml is not valid YAML \(line 2, column \d+\)/.test(
        error.message,
      ) && !error.message.includes('hunter2'),
  );
});
