import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  decodeMergeBase,
  encodeMergeBase,
  mergeBasePath,
  readMergeBase,
} from '../generators/app/repository/merge-base.ts';
import { run, temporaryFolder } from './fixtures.ts';

const gzipped = (text: string) => gzipSync(text);

async function repositoryWith(context: TestContext, bytes?: Buffer) {
  const root = await temporaryFolder(context);
  await mkdir(join(root, dirname(mergeBasePath)));
  if (bytes) {
    await writeFile(join(root, mergeBasePath), bytes);
  }
  return root;
}

test('a merge base is read as it was written, with any path names', () => {
  const base = new Map([
    ['README.md', '# orders\n'],
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['src/…/ä.ts', '\ud800 lone surrogate, \u0000'],
    ['..src/.gitignore', 'c'],
  ]);
  assert.deepEqual(
    [...decodeMergeBase(encodeMergeBase(base))].sort(),
    [...base].sort(),
  );
});

test('the bytes depend only on the content, not on order, time or system', () => {
  const one = encodeMergeBase(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  );
  const other = encodeMergeBase(
    new Map([
      ['b', '2'],
      ['a', '1'],
    ]),
  );
  assert.deepEqual(one, other);
  // RFC 1952: four bytes of time, two of flags and system.
  assert.deepEqual([...one.subarray(4, 8)], [0, 0, 0, 0]);
  assert.equal(one[9], 255);
});

test('a repository without a merge base has none', async context => {
  const root = await temporaryFolder(context);
  assert.equal(await readMergeBase(root), undefined);
  assert.equal(await readMergeBase(join(root, 'new')), undefined);
  assert.equal(await readMergeBase(await repositoryWith(context)), undefined);
});

for (const [title, bytes, message] of [
  ['nothing', Buffer.alloc(0), /is not a complete gzip file/],
  ['text', Buffer.from('{}'), /is not a complete gzip file/],
  [
    'half a file',
    gzipped('{"a":"b"}').subarray(0, 20),
    /is not a complete gzip/,
  ],
  ['conflict markers', Buffer.from('<<<<<<< HEAD\n'), /is not a complete gzip/],
  [
    'a pointer of Git LFS',
    Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
    /is a pointer of Git LFS/,
  ],
  ['another encoding', gzipped('').fill(0), /is not a complete gzip file/],
  [
    'bytes that are not UTF-8',
    gzipSync(Buffer.from([0x22, 0xff, 0x22])),
    /UTF-8/,
  ],
  ['no JSON', gzipped('{'), /does not contain JSON/],
  ['a list', gzipped('["README.md"]'), /does not contain a JSON object/],
  ['null', gzipped('null'), /does not contain a JSON object/],
  [
    'a number as text',
    gzipped('{"README.md":1}'),
    /has a value for README\.md that is not a string/,
  ],
  [
    'a nested object',
    gzipped('{"a":{"b":"c"}}'),
    /has a value for a that is not a string/,
  ],
  [
    'a text of 3 MiB',
    gzipped(`{"a":"${'a'.repeat(3 << 20)}"}`),
    /more than 2097152 bytes/,
  ],
  [
    '200 MiB compressed to a small file',
    gzipSync(Buffer.alloc(200 << 20), { level: 1 }),
    /more than 2097152 bytes/,
  ],
  ['deep nesting', gzipped(`${'['.repeat(500_000)}`), /does not contain JSON/],
  [
    'deep nesting that is closed',
    gzipped(`${'['.repeat(500_000)}${']'.repeat(500_000)}`),
    /does not contain a JSON object/,
  ],
  ['a file of 2 MiB', Buffer.alloc(2 << 20), /is larger than 1048576 bytes/],
] as const) {
  test(`a merge base of ${title} is rejected with the cause and what to do`, async context => {
    const root = await repositoryWith(context, bytes);
    await assert.rejects(readMergeBase(root), error => {
      const { name, message: text } = error as Error;
      assert.equal(name, 'RepositoryError');
      assert.match(text, message);
      assert.match(text, /^\.private-serverless\/base\.json\.gz /);
      assert.match(text, /Restore it from git, or delete it/);
      return true;
    });
  });
}

for (const path of [
  '',
  '/etc/passwd',
  '..',
  '../outside',
  'src/../../outside',
  'src/..',
  './README.md',
  'src//api.ts',
  'src/',
  'src\\..\\..\\outside',
  'C:/Windows/win.ini',
  'README.md:stream',
  '.git/config',
  '.GIT/hooks/pre-commit',
  'src/.git',
  '.git./config',
  '.git /config',
  'git~1/config',
  'new\nline',
  'escape\u001b[2J',
  'nul\u0000byte',
  'right\u202eleft',
  'a'.repeat(501),
]) {
  test(`the path ${JSON.stringify(path.slice(0, 40))} is rejected`, () => {
    const bytes = gzipped(JSON.stringify({ [path]: 'text' }));
    assert.throws(() => decodeMergeBase(bytes), {
      name: 'RepositoryError',
      message: /is not a path in the repository/,
    });
  });
}

test('a merge base is not read through a link or from a pipe', async context => {
  const outside = join(await temporaryFolder(context), 'base.json.gz');
  await writeFile(outside, gzipped('{"README.md":"secret"}'));

  const linked = await repositoryWith(context);
  await symlink(outside, join(linked, mergeBasePath));
  await assert.rejects(readMergeBase(linked), /is a symbolic link/);

  const piped = await repositoryWith(context);
  await run('mkfifo', [join(piped, mergeBasePath)]);
  await assert.rejects(readMergeBase(piped), /is not a regular file/);

  const folder = await repositoryWith(context);
  await mkdir(join(folder, mergeBasePath));
  await assert.rejects(readMergeBase(folder), /is not a regular file/);

  const behindLink = await temporaryFolder(context);
  await rm(join(behindLink, '.private-serverless'), { force: true });
  await symlink(dirname(outside), join(behindLink, '.private-serverless'));
  await assert.rejects(
    readMergeBase(behindLink),
    /\.private-serverless is not a folder/,
  );
});
