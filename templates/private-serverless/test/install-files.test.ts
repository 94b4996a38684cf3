import assert from 'node:assert/strict';
import {
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { installFiles } from '../generators/app/repository/install-files.ts';
import { temporaryFolder } from './fixtures.ts';

test('a move that fails reverts the earlier ones', async context => {
  const root = await temporaryFolder(context);
  await writeFile(join(root, 'replaced'), 'before', { mode: 0o640 });
  await writeFile(join(root, 'removed'), 'before');
  await assert.rejects(
    installFiles(root, {
      writes: [
        { path: 'replaced', content: 'after' },
        { path: 'new', content: 'after' },
        { path: 'a/b/c', content: 'after' },
      ],
      removals: ['removed', 'missing'],
    }),
    { code: 'ENOENT' },
  );
  assert.deepEqual((await readdir(root)).sort(), ['removed', 'replaced']);
  assert.equal(await readFile(join(root, 'replaced'), 'utf8'), 'before');
  assert.equal((await stat(join(root, 'replaced'))).mode & 0o777, 0o640);
  assert.equal(await readFile(join(root, 'removed'), 'utf8'), 'before');
});

test('a new folder is removed again if the run fails', async context => {
  const root = join(await temporaryFolder(context), 'a/b');
  await assert.rejects(
    installFiles(root, {
      writes: [{ path: 'new', content: 'after' }],
      removals: ['missing'],
    }),
    { code: 'ENOENT' },
  );
  await assert.rejects(stat(root), { code: 'ENOENT' });
  await assert.rejects(stat(join(root, '..')), { code: 'ENOENT' });
});

test('a folder with other files is kept', async context => {
  const root = await temporaryFolder(context);
  await mkdir(join(root, 'src'));
  await writeFile(join(root, 'src/theirs'), 'theirs');
  await writeFile(join(root, 'src/ours'), 'ours');
  await installFiles(root, { writes: [], removals: ['src/ours'] });
  assert.deepEqual(await readdir(join(root, 'src')), ['theirs']);
});

test('rejects a file as the folder of a repository', async context => {
  const root = join(await temporaryFolder(context), 'file');
  await writeFile(root, 'ours');
  await assert.rejects(
    installFiles(root, { writes: [{ path: 'a', content: '' }], removals: [] }),
    {
      name: 'RepositoryError',
      message: `${root} is not a folder. Move it away, or use another folder.`,
    },
  );
});

test('rejects a repository below a link without a target', async context => {
  const folder = await temporaryFolder(context);
  const link = join(folder, 'link');
  await symlink(join(folder, 'missing'), link);
  for (const root of [link, join(link, 'below')]) {
    await assert.rejects(
      installFiles(root, {
        writes: [{ path: 'a', content: '' }],
        removals: [],
      }),
      {
        name: 'RepositoryError',
        message: `${link} is not a folder. Move it away, or use another folder.`,
      },
    );
  }
  assert.deepEqual(await readdir(folder), ['link']);
});

test(
  'the error of a file system that creates no folders stops the run',
  { skip: process.platform !== 'linux' },
  async () => {
    await assert.rejects(
      installFiles('/proc/private-serverless', {
        writes: [{ path: 'a', content: '' }],
        removals: [],
      }),
      { name: 'RepositoryError', message: /^\/proc\S* cannot be written \(E/ },
    );
  },
);

test('an error while files are moved has the file, the code and the fix', async context => {
  const root = await temporaryFolder(context);
  await assert.rejects(
    installFiles(root, { writes: [], removals: ['missing'] }),
    {
      name: 'RepositoryError',
      message:
        'missing cannot be written (ENOENT). Correct the cause and run again.',
    },
  );
});
