import type express from 'express';
import { Query } from './Query';

const query = (text: string, known = ['a', 'b']) =>
  new Query({ url: `/targets?${text}` } as express.Request, known);

describe('Query', () => {
  it('reads values', () => {
    expect(query('').text('a')).toBeUndefined();
    expect(query('').texts('a')).toBeUndefined();
    expect(query('a=x%20y').text('a')).toBe('x y');
    expect(query('a=').texts('a')).toEqual(['']);
    expect(query('a=x&a=y&b=1').texts('a')).toEqual(['x', 'y']);
    expect(query('a=20').integer('a', 1, 20)).toBe(20);
    expect(query('a=true').flag('a')).toBe(true);
    expect(query('a=2026-11-29T12:00:00Z').time('a')).toBe(
      Date.UTC(2026, 10, 29, 12),
    );
    expect(
      query(Array.from({ length: 100 }, (_, i) => `a=${i}`).join('&')).texts(
        'a',
      ),
    ).toHaveLength(100);
  });

  it.each([
    ['c=1', () => {}, 'c: not a parameter of this route. Use a, b'],
    ['a=1&a=2', q => q.text('a'), 'a: 2 values, but the parameter has one'],
    [
      'a=0',
      q => q.integer('a', 1, 20),
      "a: '0' is not a whole number from 1 to 20",
    ],
    ['a=21', q => q.integer('a', 1, 20), "a: '21' is not a whole number"],
    ['a=1e1', q => q.integer('a', 1, 20), "a: '1e1' is not a whole number"],
    ['a=', q => q.integer('a', 1, 20), "a: '' is not a whole number"],
    [
      'a=yes',
      q => q.flag('a'),
      "a: 'yes' is not a valid value. Use one of: true, false",
    ],
    [
      'a=x&a=y',
      q => q.manyOf('a', ['x']),
      "a: 'y' is not a valid value. Use one of: x",
    ],
    [
      'a=yesterday',
      q => q.time('a'),
      "a: 'yesterday' is not a time. Use ISO 8601",
    ],
    ['a=2026-13-01T00:00:00Z', q => q.time('a'), 'is not a time'],
    [`a=${'x'.repeat(501)}`, q => q.text('a'), 'too long (501 characters)'],
    ['a=%00', q => q.texts('a'), 'a: has a null character'],
    [
      Array.from({ length: 101 }, () => 'a=1').join('&'),
      q => q.texts('a'),
      'a: 101 values. Use at most 100',
    ],
  ] as Array<[string, (q: Query) => unknown, string]>)(
    'rejects %.40s',
    (text, read, message) => {
      expect(() => read(query(text))).toThrow(
        expect.objectContaining({
          name: 'InputError',
          message: expect.stringContaining(message),
        }),
      );
    },
  );
});
