import { deployable, problemsOf } from './__testUtils__/environments.ts';

const path = 'privateServerless.environments[0].tags';
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));

it.each<[string, Record<string, string>]>([
  ['the longest name and value', { ['k'.repeat(128)]: 'v'.repeat(256) }],
  ['every character', { 'Cost center/é_.:/=+-@': 'a b_.:/=+-@é42' }],
  ['the greatest number', many(47)],
])('tags may have %s', (_, tags) => {
  expect(problemsOf({ ...deployable, tags })).toEqual([]);
});

it.each<[string, Record<string, string>, string]>([
  [
    'a longer name',
    { ['k'.repeat(129)]: 'v' },
    `${path}.${'k'.repeat(
      129,
    )}: is not a valid tag name. Use 1 to 128 characters: letters, digits, spaces and _ . : / = + - @.`,
  ],
  ['no name', { '': 'v' }, `${path}.: is not a valid tag name.`],
  ['a star', { '*': 'v' }, `${path}.*: is not a valid tag name.`],
  [
    'a longer value',
    { k: 'v'.repeat(257) },
    `${path}.k: is not a valid tag value. Use 1 to 256 characters`,
  ],
  ['an empty value', { k: '' }, `${path}.k: is not a valid tag value.`],
  ['a line break', { k: 'a\nb' }, `${path}.k: is not a valid tag value.`],
  ['more', many(48), `${path}: has 48 tags. Use at most 47`],
])('tags with %s are rejected', (_, tags, message) => {
  const problems = problemsOf({ ...deployable, tags });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

it('does not show the value of a rejected tag', () => {
  expect(
    problemsOf({ ...deployable, tags: { password: 'hunter2!' } }).join(),
  ).toMatch(/^(?!.*hunter2).*password: is not a valid tag value/);
});
