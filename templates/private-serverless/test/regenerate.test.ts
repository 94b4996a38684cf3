import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Environment,
  formatResult,
  generateProject,
} from '../generators/app/project.ts';
import { mergeBasePath } from '../generators/app/repository/merge-base.ts';
import {
  answers,
  bareEnvironment,
  connectedEnvironment,
  environment,
  existingEnvironment,
  run,
  temporaryFolder,
} from './fixtures.ts';
import { newRepository, otherDescription } from './repository.ts';

/** Files that only a repository with a table has. */
const tableFiles = [
  'src/items.ts',
  'src/store.ts',
  'test/dynalite.d.ts',
  'test/dynamodb.ts',
  'test/store.test.ts',
];

async function bytesOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  const contents = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = `${parentPath}/${name}`;
      const { mtimeMs, ino } = await stat(path);
      const content = await readFile(path, 'base64');
      return [path, `${ino} ${mtimeMs} ${content}`] as const;
    }),
  );
  return Object.fromEntries(contents);
}

test('a second run writes no file and reports that', async context => {
  const repository = await newRepository(context);
  const before = await bytesOf(repository.root);
  const result = await repository.generate();
  assert.deepEqual(result.written, []);
  assert.deepEqual(result.conflicts, []);
  assert.equal(result.unchanged.length, (await repository.base()).size);
  assert.match(
    formatResult(result),
    /^No file has to be written\.\nUnchanged: \d+ files$/,
  );
  assert.deepEqual(await bytesOf(repository.root), before);
});

test('the merge base has the text of every generated file, and the same bytes each time', async context => {
  const [one, other] = [
    await newRepository(context),
    await newRepository(context),
  ];
  const base = await one.base();
  assert.ok(base.size > 20);
  for (const [path, text] of base) {
    assert.equal(text, await one.read(path), path);
  }
  assert.deepEqual(
    await readFile(one.path(mergeBasePath)),
    await readFile(other.path(mergeBasePath)),
  );
});

test('unedited files are replaced and other files are kept', async context => {
  const repository = await newRepository(context);
  await repository.write('LICENSE', 'ours');
  await repository.write('src/orders/place.ts', 'export {};\n');
  await repository.write('.yo-rc.json', '{"other":{}}');
  const { written, conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(conflicts, []);
  assert.ok(written.includes('README.md'), String(written));
  assert.match(await repository.read('README.md'), /Takes and ships orders/);
  assert.equal(await repository.read('LICENSE'), 'ours');
  assert.equal(await repository.read('src/orders/place.ts'), 'export {};\n');
  assert.equal(await repository.read('.yo-rc.json'), '{"other":{}}');
  const names = await readdir(repository.root);
  assert.deepEqual(
    names.filter(name => name.startsWith('.private-serverless')),
    ['.private-serverless'],
  );
});

test('an edited file is a conflict with a diff and is not changed; other files are written', async context => {
  const repository = await newRepository(context);
  const edited = `${await repository.read('README.md')}\nOurs.\n`;
  await repository.write('README.md', edited);
  const result = await repository.generate(otherDescription);
  assert.deepEqual(
    result.conflicts.map(({ path }) => path),
    ['README.md'],
  );
  const [conflict] = result.conflicts;
  assert.match(conflict!.diff!, /^--- a\/README\.md\n\+\+\+ b\/README\.md\n@@/);
  assert.match(conflict!.diff!, /^-Takes orders\n\+Takes and ships orders$/m);
  assert.match(conflict!.diff!, /^-Ours\.$/m);
  assert.equal(await repository.read('README.md'), edited);
  assert.match(await repository.read('mkdocs.yml'), /Takes and ships orders/);
  const report = formatResult(result);
  assert.match(
    report,
    /Conflicts: 1 file, not changed\n {2}README\.md was edited/,
  );
  assert.match(report, /^\+Takes and ships orders$/m);
});

test('git applies the reported diffs, which resolves the conflicts', async context => {
  const repository = await newRepository(context);
  await repository.write(
    'src/health.ts',
    `// Ours.\n${await repository.read('src/health.ts')}`,
  );
  await repository.write('README.md', '# Ours\n');
  const first = await repository.generate(otherDescription);
  assert.equal(first.conflicts.length, 2);
  await repository.write('patch', formatResult(first));
  await repository.git('apply', 'patch');
  const again = await repository.generate(otherDescription);
  assert.deepEqual(again.conflicts, []);
  assert.deepEqual(again.written, []);
  assert.equal(
    (await repository.base()).get('README.md'),
    await repository.read('README.md'),
  );
});

test('a conflict keeps its old base, so a reverted edit is not a conflict', async context => {
  const repository = await newRepository(context);
  const original = await repository.read('README.md');
  await repository.write('README.md', '# Ours\n');
  await repository.generate(otherDescription);
  assert.equal((await repository.base()).get('README.md'), original);

  await repository.write('README.md', original);
  const { written, conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(conflicts, []);
  assert.deepEqual(written, ['README.md']);
});

test('a merged conflict updates its base and keeps other edits', async context => {
  const repository = await newRepository(context);
  const original = await repository.read('README.md');
  await repository.write('README.md', `${original}\nOurs.\n`);
  const first = await repository.generate(otherDescription);
  assert.match(
    first.conflicts[0]!.reason,
    /its generated text has changed too$/,
  );

  const merged = original.replace('Takes orders', 'Takes and ships orders');
  await repository.write('README.md', `${merged}\nOurs.\n`);
  const second = await repository.generate(otherDescription);
  assert.match(
    second.conflicts[0]!.reason,
    /already contains the generated changes$/,
  );
  assert.equal((await repository.base()).get('README.md'), merged);
});

test('a deleted file is not written again by any later run', async context => {
  const repository = await newRepository(context);
  await rm(repository.path('README.md'));
  await rm(repository.path('docs'), { recursive: true });
  for (const description of ['Ships', 'Sends', 'Sends']) {
    const { deleted, conflicts } = await repository.generate({ description });
    assert.deepEqual(deleted, ['README.md', 'docs/index.md']);
    assert.deepEqual(conflicts, []);
  }
  await assert.rejects(repository.read('README.md'), { code: 'ENOENT' });
  await assert.rejects(repository.read('docs/index.md'), { code: 'ENOENT' });
});

test('without a merge base, every file that differs is a conflict and no file is overwritten', async context => {
  const repository = await newRepository(context);
  await rm(repository.path('.private-serverless'), { recursive: true });
  await rm(repository.path('scripts/smoke.sh'));
  const before = await repository.read('README.md');
  const { conflicts, written, obsolete } = await repository.generate({
    ...otherDescription,
    data: [],
  });
  assert.ok(conflicts.some(({ path }) => path === 'README.md'));
  assert.ok(conflicts.every(({ diff }) => diff));
  assert.ok(conflicts.every(({ reason }) => /no merge base/.test(reason)));
  assert.equal(await repository.read('README.md'), before);
  assert.deepEqual(written, [
    '.private-serverless/.gitattributes',
    '.private-serverless/.gitignore',
    'scripts/smoke.sh',
    'src/hello.ts',
  ]);
  assert.deepEqual(obsolete, []);
  const base = await repository.base();
  assert.ok(
    base.has('tsconfig.json'),
    'a file that does not differ has a base',
  );
  assert.ok(!base.has('README.md'), 'a conflict has none');
});

test('obsolete files are listed, and force removes the unedited ones', async context => {
  const repository = await newRepository(context);
  await repository.write('src/store.ts', '// Ours.\n');
  const listed = await repository.generate({ data: [] });
  const expected = tableFiles.map(path => ({
    path,
    isEdited: path === 'src/store.ts',
  }));
  assert.deepEqual(listed.obsolete, expected);
  assert.deepEqual(listed.removed, []);
  assert.match(formatResult(listed), /^ {2}src\/store\.ts \(edited\)$/m);
  assert.match(formatResult(listed), /generate with --force/);
  assert.ok(await repository.read('src/items.ts'));

  const forced = await repository.generate({ data: [] }, { force: true });
  const unedited = tableFiles.filter(path => path !== 'src/store.ts');
  assert.deepEqual(forced.removed, unedited);
  assert.deepEqual(forced.obsolete, [{ path: 'src/store.ts', isEdited: true }]);
  assert.equal(await repository.read('src/store.ts'), '// Ours.\n');
  await assert.rejects(repository.read('src/items.ts'), { code: 'ENOENT' });
  assert.doesNotMatch(formatResult(forced), /generate with --force/);

  const after = await repository.generate({ data: [] }, { force: true });
  assert.deepEqual(after.removed, []);
  assert.deepEqual(after.obsolete, forced.obsolete);
});

test('force does not overwrite an edit', async context => {
  const repository = await newRepository(context);
  await repository.write('README.md', '# Ours\n');
  const { conflicts } = await repository.generate(otherDescription, {
    force: true,
  });
  assert.equal(conflicts.length, 1);
  assert.equal(await repository.read('README.md'), '# Ours\n');
});

test('a folder is removed with its last file and kept with other files', async context => {
  const repository = await newRepository(context);
  await repository.write('.github/CODEOWNERS', '* @team-a\n');
  const forced = await repository.generate({ ci: 'none' }, { force: true });
  assert.deepEqual(forced.removed, ['.github/workflows/ci.yml']);
  assert.deepEqual(await readdir(repository.path('.github')), ['CODEOWNERS']);
});

test('a replaced file keeps its permissions', async context => {
  const repository = await newRepository(context);
  await chmod(repository.path('README.md'), 0o755);
  await repository.generate(otherDescription);
  assert.match(await repository.read('README.md'), /ships/);
  const { mode } = await stat(repository.path('README.md'));
  assert.equal(mode & 0o777, 0o755);
});

test('a run that cannot write one file writes none', async context => {
  const repository = await newRepository(context);
  await chmod(repository.path('package.json'), 0o444);
  await rm(repository.path('mkdocs.yml'));
  await mkdir(repository.path('mkdocs.yml'));
  const before = await bytesOf(repository.root);
  await assert.rejects(repository.generate(otherDescription), {
    name: 'RepositoryError',
    message:
      'mkdocs.yml is not a regular file. Move it away and run again, because a generated file has this path.',
  });
  await rm(repository.path('mkdocs.yml'), { recursive: true });
  await assert.rejects(repository.generate(otherDescription), {
    name: 'RepositoryError',
    code: 'EACCES',
    message:
      'package.json cannot be written (EACCES). Make it writable and run again.',
  });
  assert.deepEqual(await bytesOf(repository.root), before);
});

test('yo over an existing repository keeps edits', async context => {
  const repository = await newRepository(context);
  await repository.write('README.md', '# Ours\n');
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    `
    import { createEnv } from 'yeoman-environment';
    import Generator from './generators/app/index.ts';
    import { answers, environment } from './test/fixtures.ts';
    import { createHeadlessAdapter } from './test/headless-adapter.ts';
    const env = createEnv({
      cwd: ${JSON.stringify(repository.root)},
      adapter: createHeadlessAdapter(line => console.log(line)),
    });
    env.register(Generator, { namespace: 'private-serverless:app', resolved: import.meta.filename });
    await env.run(['private-serverless:app'], {
      answers: { ...answers, data: ['dynamodb'], description: 'Ships' }, environment,
    });
    `,
  ]);
  assert.match(stdout, /Conflicts: 1 file, not changed/);
  assert.equal(await repository.read('README.md'), '# Ours\n');
  assert.match(await repository.read('mkdocs.yml'), /Ships/);
});

test('the range in the parameter file of an older repository stays, and is not a conflict', async context => {
  const repository = await newRepository(context);
  const path = 'infrastructure/parameters.dev.json';
  const file = JSON.parse(await repository.read(path));
  assert.equal(file.Parameters.VpcCidr, undefined);
  const older = {
    ...file,
    Parameters: {
      VpcCidr: '10.64.0.0/20',
      SubnetHostBits: '8',
      ...file.Parameters,
    },
  };
  await repository.write(path, `${JSON.stringify(older, null, 2)}\n`);
  const { conflicts } = await repository.generate(otherDescription);
  const { Parameters } = JSON.parse(await repository.read(path));
  assert.equal(Parameters.VpcCidr, '10.64.0.0/20');
  assert.equal(Parameters.SubnetHostBits, '8');
  assert.deepEqual(conflicts, []);
});

test('a repository keeps its own network when its environment gets an existing one', async context => {
  const repository = await newRepository(context);
  const { network: _, ...withoutNetwork } = answers;
  const both: Environment = {
    ...environment,
    network: { ...environment.network, ...existingEnvironment.network },
  };
  const generate = (given: object, outDir: string) =>
    generateProject({ answers: given, environment: both, outDir });
  const template = 'infrastructure/template.yaml';

  await generate({ ...withoutNetwork, data: ['dynamodb'] }, repository.root);
  assert.match(await repository.read(template), /Type: AWS::EC2::VPC\n/);

  const fresh = await temporaryFolder(context);
  await generate(withoutNetwork, fresh);
  const text = await readFile(join(fresh, template), 'utf8');
  assert.doesNotMatch(text, /Type: AWS::EC2::VPC\n/);

  await generate(
    { ...withoutNetwork, network: 'existing', data: ['dynamodb'] },
    repository.root,
  );
  assert.doesNotMatch(await repository.read(template), /AWS::EC2::VPC\n/);
});

test('the result says that a VPC without a connection can be reached only through a tunnel', async context => {
  const notesOf = async (where: Environment, changes: object = {}) => {
    const result = await generateProject({
      answers: { ...answers, environment: where.id, ...changes },
      environment: where,
      outDir: await temporaryFolder(context),
    });
    return formatResult(result);
  };
  assert.match(await notesOf(environment), /^Note: .*only through a tunnel/m);
  assert.doesNotMatch(await notesOf(connectedEnvironment), /^Note:/m);
  assert.match(
    await notesOf(connectedEnvironment, { privateDns: 'on' }),
    /^Note: With private DNS on, nothing in the VPC can reach public/m,
  );
  assert.match(
    await notesOf(bareEnvironment, { network: 'existing', data: ['dynamodb'] }),
    /^Note: The stack adds a DynamoDB endpoint/m,
  );
});
