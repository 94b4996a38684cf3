import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conflictDiff } from '../generators/app/repository/conflict-diff.ts';
import { containsChange } from '../generators/app/repository/contains-change.ts';

const lines = (count: number, text = 'line') =>
  Array.from({ length: count }, (_, index) => `${text} ${index}\n`).join('');

test('a diff goes from the file of the repository to the generated one', () => {
  assert.equal(
    conflictDiff('a.md', 'one\ntwo\n', 'one\n2\n'),
    '--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n',
  );
});

test('a last line without a line ending is marked', () => {
  assert.match(
    conflictDiff('a.md', 'one', 'one\n')!,
    /-one\n\\ No newline at end of file\n\+one\n/,
  );
});

test('characters that a terminal would interpret are escaped', () => {
  const diff = conflictDiff(
    'a.md',
    '\u001b[2Jclear\u202e\u0007\rx\ttab\n',
    'a\n',
  )!;
  assert.ok(
    diff.includes('-\\u001b[2Jclear\\u202e\\u0007\\u000dx\ttab\n'),
    diff,
  );
});

test('long lines and long diffs are truncated with a mark', () => {
  const long = conflictDiff('a.md', `${'a'.repeat(5000)}\n`, 'a\n')!;
  assert.match(long, /^-a{999}…$/m);
  const many = conflictDiff('a.md', lines(499, 'a'), lines(499, 'b'))!;
  assert.equal(many.split('\n').length, 502);
  assert.match(many, /\n… \d+ more lines\n$/);
});

for (const [title, current, generated] of [
  ['many lines against few', 'a\n'.repeat(500_000), 'a\n'],
  ['as many other lines', lines(5000, 'a'), lines(5000, 'b')],
  ['half a megabyte of other lines', lines(50_000, 'a'), lines(49_500, 'b')],
] as const) {
  test(`${title}: returns no diff in bounded time`, () => {
    const start = performance.now();
    assert.equal(conflictDiff('a.md', current, generated), undefined);
    assert.equal(containsChange(current, generated, `${generated}c\n`), false);
    assert.ok(performance.now() - start < 20_000);
  });
}

test('an edited file contains a change only if all of it is present', () => {
  const before = lines(30);
  const after = before
    .replace('line 10\n', 'changed\n')
    .replace('line 20\n', '');
  assert.equal(containsChange(`# Ours\n${after}`, before, after), true);
  assert.equal(containsChange(`# Ours\n${before}`, before, after), false);
  const half = before.replace('line 10\n', 'changed\n');
  assert.equal(containsChange(`# Ours\n${half}`, before, after), false);
  const otherwise = after.replace('changed\n', 'changed by us\n');
  assert.equal(containsChange(otherwise, before, after), false);
  assert.equal(containsChange('', before, before), true);
});

test('a search that would take long is not started', () => {
  const before = lines(400, 'x');
  const after = lines(400, 'y');
  const start = performance.now();
  assert.equal(containsChange('y\n'.repeat(99_000), before, after), false);
  assert.equal(containsChange('y\n'.repeat(200_000), before, after), false);
  assert.ok(performance.now() - start < 20_000);
});
