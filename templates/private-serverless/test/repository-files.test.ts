import assert from 'node:assert/strict';
import {
  chmod,
  cp,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { mergeBasePath } from '../generators/app/repository/merge-base.ts';
import { run, temporaryFolder } from './fixtures.ts';
import { newRepository, otherDescription } from './repository.ts';

test('line endings that git converts are not an edit, and a replaced file keeps them', async context => {
  const origin = await newRepository(context);
  await origin.git('init', '--quiet');
  await origin.git('add', '.');
  await origin.git('commit', '--quiet', '--message', 'generated');
  const repository = await newRepository(context);
  await rm(repository.root, { recursive: true });
  const clone = ['clone', '--quiet', '--config', 'core.autocrlf=true'];
  await origin.git(...clone, origin.root, repository.root);
  const readme = await repository.read('README.md');
  assert.match(readme, /^# orders\r\n/, 'git has converted the line ends');

  const same = await repository.generate();
  assert.deepEqual([same.written, same.conflicts], [[], []]);
  assert.equal(await repository.git('status', '--porcelain'), '');

  const changed = await repository.generate(otherDescription);
  assert.deepEqual(changed.conflicts, []);
  assert.ok(changed.written.includes('README.md'));
  assert.equal(
    await repository.read('README.md'),
    readme.replace('Takes orders', 'Takes and ships orders'),
  );
});

test('mixed line endings and a byte order mark are not an edit, but other text is', async context => {
  const repository = await newRepository(context);
  const readme = await repository.read('README.md');
  const mixed = readme.replace('\n', '\r\n');
  await repository.write('README.md', `\ufeff${mixed}`);
  assert.deepEqual((await repository.generate()).conflicts, []);

  await repository.generate(otherDescription);
  const replaced = await repository.read('README.md');
  assert.match(replaced, /^\ufeff# orders\n/);
  await repository.write('README.md', replaced.replace('# orders', '# Orders'));
  const { conflicts } = await repository.generate();
  assert.deepEqual(
    conflicts.map(({ path }) => path),
    ['README.md'],
  );
});

test('a link is a conflict, and its target is neither read nor written', async context => {
  const repository = await newRepository(context);
  const outside = join(await temporaryFolder(context), 'target');
  await writeFile(outside, 'SECRET');
  await rm(repository.path('README.md'));
  await symlink(outside, repository.path('README.md'));
  await rm(repository.path('tsconfig.json'));
  await symlink('nowhere', repository.path('tsconfig.json'));
  const { conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(conflicts, [
    { path: 'README.md', reason: 'is a symbolic link' },
    { path: 'tsconfig.json', reason: 'is a symbolic link' },
  ]);
  assert.equal(await repository.read('README.md'), 'SECRET');
});

test('a file at the path of a folder is kept, and the files of the folder count as deleted', async context => {
  const repository = await newRepository(context);
  const outside = await temporaryFolder(context);
  await rm(repository.path('docs'), { recursive: true });
  await symlink(outside, repository.path('docs'));
  await rm(repository.path('scripts'), { recursive: true });
  await repository.write('scripts', 'ours');
  const { deleted, conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(conflicts, []);
  assert.deepEqual(deleted, [
    'docs/index.md',
    'scripts/deployment-id.ts',
    'scripts/smoke.sh',
  ]);
});

test('a file that was renamed to another case stays renamed', async context => {
  const repository = await newRepository(context);
  await rename(repository.path('README.md'), repository.path('Readme.md'));
  await rename(repository.path('docs'), repository.path('Docs'));
  const { deleted, conflicts } = await repository.generate(otherDescription);
  assert.deepEqual(deleted, ['README.md', 'docs/index.md']);
  assert.deepEqual(conflicts, []);
  await assert.rejects(repository.read('README.md'), { code: 'ENOENT' });

  await rm(repository.path(mergeBasePath));
  const without = await repository.generate();
  assert.deepEqual(
    without.conflicts
      .filter(({ reason }) => reason.includes('letter case'))
      .map(({ path, reason }) => `${path} ${reason}`),
    [
      'README.md differs only in letter case from Readme.md',
      'docs/index.md differs only in letter case from Docs',
    ],
  );
  await assert.rejects(repository.read('README.md'), { code: 'ENOENT' });
});

test('files that cannot be compared are conflicts without a diff', async context => {
  const repository = await newRepository(context);
  await repository.write('README.md', Buffer.from('# orders\n', 'utf16le'));
  await repository.write('mkdocs.yml', Buffer.from([0xff, 0xfe, 0x00]));
  await repository.write('tsconfig.json', Buffer.alloc(2 << 20, 'a'));
  await repository.write('package.json', 'a\n'.repeat(100_000));
  await repository.write('src/api.ts', '');
  const { conflicts } = await repository.generate();
  assert.deepEqual(
    conflicts.map(({ path, reason, diff }) => [path, reason, typeof diff]),
    [
      ['README.md', 'was edited', 'string'],
      ['mkdocs.yml', 'is not UTF-8 text', 'undefined'],
      [
        'package.json',
        'was edited. Too many lines differ for a diff',
        'undefined',
      ],
      ['src/api.ts', 'was edited', 'string'],
      ['tsconfig.json', 'is larger than 1048576 bytes', 'undefined'],
    ],
  );
});

test('git commits the merge base unchanged, regardless of the attributes of the repository', async context => {
  const repository = await newRepository(context);
  await repository.git('init', '--quiet');
  const ignored = `${await repository.read('.gitignore')}*.gz\n`;
  await repository.write('.gitignore', ignored);
  await repository.write(
    '.gitattributes',
    '* text=auto eol=crlf\n*.gz filter=lfs diff=lfs merge=lfs -text\n',
  );
  await repository.git('add', '.');
  const files = (await repository.git('ls-files')).split('\n');
  assert.ok(files.includes(mergeBasePath), String(files));
  assert.equal(
    await repository.git(
      'check-attr',
      'text',
      'diff',
      'filter',
      '--',
      mergeBasePath,
    ),
    ['text', 'diff', 'filter']
      .map(name => `${mergeBasePath}: ${name}: unset\n`)
      .join(''),
  );
});

test(
  'a folder that belongs to another user stays unchanged',
  {
    skip:
      process.getuid?.() !== 0 && 'only the superuser can act as another user',
  },
  async context => {
    const repository = await newRepository(context);
    // Other users may not have access to our temporary folder.
    const root = await mkdtemp('/tmp/private-serverless-');
    context.after(() => rm(root, { recursive: true, force: true }));
    await cp(repository.root, root, { recursive: true });
    const script = `
    import { installFiles } from './generators/app/repository/install-files.ts';
    process.setgid(65534);
    process.setuid(65534);
    const writes = [{ path: 'README.md', content: '' }, { path: 'new/file', content: '' }];
    await installFiles(${JSON.stringify(
      root,
    )}, { writes, removals: ['mkdocs.yml'] })
      .catch(error => console.log(error.name, error.code, error.message));
  `;
    await chmod(root, 0o755);
    const { stdout } = await run(process.execPath, [
      '--input-type=module',
      '--eval',
      script,
    ]);
    assert.match(stdout, /^RepositoryError EACCES /);
    for (const path of [root, 'README.md', 'mkdocs.yml']) {
      assert.ok(stdout.includes(`${path} cannot be written (EACCES)`), stdout);
    }
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    assert.match(readme, /^# orders/);
  },
);

test('git ignores the staging folder of a killed run', async context => {
  const repository = await newRepository(context);
  await repository.git('init', '--quiet');
  await repository.write('.private-serverless/staging-1/new-0', 'half a file');
  await repository.git('add', '.');
  const files = (await repository.git('ls-files')).split('\n');
  assert.deepEqual(
    files.filter(path => path.startsWith('.private-serverless/')),
    [
      '.private-serverless/.gitattributes',
      '.private-serverless/.gitignore',
      mergeBasePath,
    ],
  );
});

test('branches that were generated with other answers merge with either merge base', async context => {
  const repository = await newRepository(context);
  const commit = async (message: string) => {
    await repository.git('add', '.');
    await repository.git('commit', '--quiet', '--message', message);
  };
  await repository.git('init', '--quiet', '--initial-branch', 'main');
  await commit('generated');
  await repository.git('switch', '--quiet', '--create', 'other');
  await repository.generate({ ci: 'none' }, { force: true });
  await commit('without CI');
  await repository.git('switch', '--quiet', 'main');
  await repository.generate(otherDescription);
  await commit('described');
  await assert.rejects(repository.git('merge', 'other'));
  assert.equal(
    await repository.git('diff', '--name-only', '--diff-filter=U'),
    `${mergeBasePath}\n`,
  );

  for (const side of ['--ours', '--theirs']) {
    await repository.git('checkout', side, '--', mergeBasePath);
    const both = { ...otherDescription, ci: 'none' };
    const { written, conflicts, obsolete } = await repository.generate(both);
    assert.deepEqual([written, conflicts, obsolete], [[], [], []], side);
    const base = await repository.base();
    assert.match(base.get('README.md')!, /Takes and ships/);
    assert.equal(base.has('.github/workflows/ci.yml'), false);
  }
});
