import { keepUnchanged } from './keepUnchanged';

const before = {
  items: [
    { id: 'a', strip: [1, null] },
    { id: 'b', strip: [0, 1] },
  ],
  total: 2,
};
const copy = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('keepUnchanged', () => {
  it('returns the earlier value if nothing changed', () => {
    expect(keepUnchanged(before, copy(before))).toBe(before);
  });

  it('keeps the parts that did not change', () => {
    const now = copy(before);
    now.items[1].strip[0] = 1;
    const kept = keepUnchanged(before, now);
    expect(kept).toEqual(now);
    expect(kept.items[0]).toBe(before.items[0]);
    expect(kept.items[1]).not.toBe(before.items[1]);
  });

  it('finds the elements of an array that moved by their id', () => {
    const now = copy(before);
    now.items.reverse();
    const kept = keepUnchanged(before, now);
    expect(kept.items[0]).toBe(before.items[1]);
    expect(kept.items[1]).toBe(before.items[0]);
    expect(kept).not.toBe(before);
  });

  it.each([
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [[1, 2], [1]],
    [[1], { 0: 1 }],
    [undefined, { a: 1 }],
    [null, 'text'],
    [{ a: null }, { a: {} }],
  ])('returns the new value of %j and %j', (one, other) => {
    expect(keepUnchanged(one, other)).toEqual(other);
    expect(keepUnchanged(one, other)).not.toBe(one);
  });
});
