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
    )}: is not a valid name of a tag. Use 1 to 128 characters: letters, digits, spaces and _ . : / = + - @.`,
  ],
  ['no name', { '': 'v' }, `${path}.: is not a valid name of a tag.`],
  ['a star', { '*': 'v' }, `${path}.*: is not a valid name of a tag.`],
  [
    'a longer value',
    { k: 'v'.repeat(257) },
    `${path}.k: is not a valid value of a tag. Use 1 to 256 characters`,
  ],
  ['an empty value', { k: '' }, `${path}.k: is not a valid value of a tag.`],
  ['a line break', { k: 'a\nb' }, `${path}.k: is not a valid value of a tag.`],
  ['more', many(48), `${path}: has 48 tags. Use at most 47`],
])('tags with %s are refused', (_, tags, message) => {
  const problems = problemsOf({ ...deployable, tags });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

it('the value of a refused tag is not shown', () => {
  expect(
    problemsOf({ ...deployable, tags: { password: 'hunter2!' } }).join(),
  ).toMatch(/^(?!.*hunter2).*password: is not a valid value/);
});
