import { readAllowedPattern } from './allowedPattern';

it.each([
  ['^vpce-[0-9a-f]{8,17}$', 'vpce-'],
  ['vpce-\\w+', 'vpce-'],
  ['^vpc(e)?-[a-z]+$', 'vpc'],
  ['^arn:[a-z-]+:iam::\\d{12}:policy/(a|b)$', ''],
  ['^(vpce-[0-9a-f]+)?$', ''],
  ['vpce-1|all', ''],
  ['vpce?-x', 'vpc'],
  ['', ''],
])('reads %s, which allows no wildcard', (pattern, prefix) => {
  expect(readAllowedPattern(pattern)).toEqual({
    prefix,
    mayHaveWildcards: false,
  });
});

it.each(['vpce-[a-z*]+', 'vpce-\\*', '[!-~]+', '(\\?|a)', 'a\\$\\{b', '[ -z]'])(
  'reads %s, which allows wildcards or variables',
  pattern => {
    expect(readAllowedPattern(pattern)).toMatchObject({
      mayHaveWildcards: true,
    });
  },
);

it.each([
  '.*',
  'vpce-[^a]',
  '\\S+',
  '(?i)vpce',
  '[a-z&&[^b]]',
  '[a-z',
  'a$b',
  'a{x}',
  '\\x2a',
  '(a)\\1',
  'a\\',
  '[]',
])('does not read %s', pattern => {
  expect(readAllowedPattern(pattern)).toBeUndefined();
});

it('does not execute a pattern, and does not read a long one', () => {
  expect(readAllowedPattern(`${'(a+)+'.repeat(50)}$`)).toMatchObject({
    prefix: '',
    mayHaveWildcards: false,
  });
  expect(readAllowedPattern('a'.repeat(1001))).toBeUndefined();
});
