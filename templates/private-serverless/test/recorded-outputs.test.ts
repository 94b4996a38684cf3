import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { templateVersion } from '../generators/app/project.ts';
import {
  encodeMergeBase,
  mergeBasePath,
} from '../generators/app/repository/merge-base.ts';
import {
  newRepository,
  otherDescription,
  type Repository,
} from './repository.ts';

const arn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-dev/5f2a';
const catalog = 'catalog-info.yaml';

const annotations = [
  `    private-serverless.dev/stack-arn: ${arn}\n`,
  '    private-serverless.dev/service-url: https://a1-vpce-1.execute-api.eu-central-1.amazonaws.com/live\n',
  '    private-serverless.dev/vpc-endpoint-id: vpce-1\n',
].join('');

const resource = (name: string, more = '') => `---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: ${name}
  title: "orders: ${name}"
  description: Recorded
  annotations:
    private-serverless.dev/recorded-from: ${arn}
    private-serverless.dev/physical-id: vpce-1
spec:
  type: aws-vpc-endpoint
  owner: group:default/team-a
${more}`;

const resources = resource('orders-endpoint') + resource('orders-table');

const dependsOn =
  '  dependsOn:\n    - resource:default/orders-endpoint\n    - resource:default/orders-table\n';

/** Changes a generated catalog file as recordOutputs does. */
function recorded(text: string): string {
  return (
    text.replace(/^ {2}tags:/m, `${annotations}  tags:`) + dependsOn + resources
  );
}

async function record(repository: Repository): Promise<string> {
  const text = recorded(await repository.read(catalog));
  await repository.write(catalog, text);
  return text;
}

test('recorded content is not an edit, and a second run does not change it', async context => {
  const repository = await newRepository(context);
  const text = await record(repository);
  const { written, conflicts } = await repository.generate();
  assert.deepEqual([written, conflicts], [[], []]);
  assert.equal(await repository.read(catalog), text);
});

test('recorded content is kept in every later generation', async context => {
  const repository = await newRepository(context);
  const generated = await repository.read(catalog);
  await record(repository);
  for (const description of ['Ships', 'Sends']) {
    const { written, conflicts } = await repository.generate({ description });
    assert.deepEqual(conflicts, []);
    assert.ok(written.includes(catalog));
    assert.equal(
      await repository.read(catalog),
      recorded(generated.replace('Takes orders', description)),
    );
    assert.deepEqual((await repository.generate({ description })).written, []);
  }
  const base = (await repository.base()).get(catalog)!;
  assert.ok(!base.includes(arn), 'the base is what was generated');
});

test('a recorded value that the generator also writes is kept unless it equals the generated one', async context => {
  const repository = await newRepository(context);
  const text = await record(repository);
  const health = 'private-serverless.dev/health-path: /health';
  assert.ok(text.includes(health));
  await repository.write(catalog, text.replace(health, `${health}/deep`));
  const { conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(conflicts, []);
  assert.ok((await repository.read(catalog)).includes(`${health}/deep\n`));

  // The value of an older version of the golden path: equal in the file and the base, so it is not recorded.
  const version = `template-version: ${templateVersion}`;
  const old = 'template-version: 0.0.1';
  const base = await repository.base();
  base.set(catalog, base.get(catalog)!.replace(version, old));
  await repository.write(mergeBasePath, encodeMergeBase(base));
  const older = (await repository.read(catalog)).replace(version, old);
  await repository.write(catalog, older);
  await repository.generate(otherDescription);
  assert.equal(await repository.read(catalog), older.replace(old, version));
});

for (const [title, edit] of [
  ['a comment', (text: string) => `# Ours.\n${text}`],
  ['a description', (text: string) => text.replace('Takes orders', 'Ours')],
  [
    'an annotation of their own',
    (text: string) => text.replace(/^ {2}tags:/m, '    ours: here\n  tags:'),
  ],
  [
    'an annotation that is not recorded',
    (text: string) => text.replace('environment: dev', 'environment: prod'),
  ],
  [
    'a dependency of their own',
    (text: string) =>
      text.replace('  dependsOn:\n', '$&    - resource:default/ours\n'),
  ],
  [
    'a document of their own',
    (text: string) => `${text}---\nkind: API\nmetadata:\n  name: orders\n`,
  ],
  [
    'a Resource that was not recorded',
    (text: string) =>
      text +
      resource('ours').replace(/ {4}private-serverless.*\n/g, '    a: b\n'),
  ],
  ['another indentation', (text: string) => text.replace(/^ {2}/gm, '   ')],
  ['a blank line', (text: string) => text.replace('\nspec:', '\n\nspec:')],
] as const) {
  test(`${title} beside recorded content is an edit`, async context => {
    const repository = await newRepository(context);
    const text = edit(await record(repository));
    await repository.write(catalog, text);
    const { conflicts } = await repository.generate(otherDescription);
    assert.deepEqual(
      conflicts.map(({ path }) => path),
      [catalog],
    );
    assert.equal(await repository.read(catalog), text);
    assert.match(conflicts[0]!.diff!, /^\+.*Takes and ships orders$/m);
  });
}

test('the diff of an edit keeps recorded content and can be applied', async context => {
  const repository = await newRepository(context);
  await repository.write(catalog, `# Ours.\n${await record(repository)}`);
  const { conflicts } = await repository.generate(otherDescription);
  const { diff } = conflicts[0]!;
  assert.deepEqual(
    diff!.split('\n').filter(line => /^-(?!--)/.test(line)),
    ['-# Ours.', '-  description: Takes orders'],
  );
  await repository.write('patch', diff!);
  await repository.git('apply', 'patch');
  const again = await repository.generate(otherDescription);
  assert.deepEqual([again.written, again.conflicts], [[], []]);
  const text = await repository.read(catalog);
  assert.ok(text.includes(arn));
  assert.equal(parseAllDocuments(text).length, 3);
});

test('edits inside a recorded Resource are kept', async context => {
  const repository = await newRepository(context);
  const text = await record(repository);
  const edited = text.replace('description: Recorded', 'description: Ours');
  await repository.write(catalog, edited);
  const { conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(conflicts, []);
  assert.equal(
    await repository.read(catalog),
    edited.replace('Takes orders', 'Takes and ships orders'),
  );
});

test('recorded content in a file with CRLF is kept with CRLF', async context => {
  const repository = await newRepository(context);
  const text = (await record(repository)).replaceAll('\n', '\r\n');
  await repository.write(catalog, text);
  const { conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(conflicts, []);
  assert.equal(
    await repository.read(catalog),
    text.replace('Takes orders', 'Takes and ships orders'),
  );
});

test('without a merge base, recorded content is not a difference', async context => {
  const repository = await newRepository(context);
  const text = await record(repository);
  await rm(repository.path(mergeBasePath));
  assert.deepEqual((await repository.generate()).conflicts, []);
  assert.equal(await repository.read(catalog), text);

  await rm(repository.path(mergeBasePath));
  const { conflicts } = await repository.generate(otherDescription);
  const found = conflicts.find(({ path }) => path === catalog);
  assert.deepEqual(
    found!.diff!.split('\n').filter(line => /^[-+](?!--|\+\+)/.test(line)),
    ['-  description: Takes orders', '+  description: Takes and ships orders'],
  );
});

test('files that would overload a parser are edits, in bounded time', async context => {
  const repository = await newRepository(context);
  const text = await repository.read(catalog);
  const start = performance.now();
  for (const more of [
    '[ '.repeat(400_000),
    `${'- '.repeat(400_000)}\n`,
    `---\nkind: Resource\n  name: ${' '.repeat(900_000)}x\n`,
    resource('a').repeat(2_500),
    `${'x: &a [*a,*a]\n'.repeat(60_000)}`,
  ]) {
    await repository.write(catalog, `${text}# Ours.\n${more}`);
    const { conflicts } = await repository.generate(otherDescription);
    assert.deepEqual(
      conflicts.map(({ path }) => path),
      [catalog],
    );
  }
  assert.ok(performance.now() - start < 30_000);
});
