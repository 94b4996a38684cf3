import { entries, frontOf, hops, pathOf } from './path.ts';

describe.each(entries)('the path of entry %s', entry => {
  it('starts at DNS and ends at the function', () => {
    expect(pathOf(entry).at(0)).toBe('dns');
    expect(pathOf(entry).at(-1)).toBe('function');
  });

  it('passes each hop once, in the order of the list of hops', () => {
    const positions = pathOf(entry).map(hop => hops.indexOf(hop));
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  });

  it('has its front behind DNS', () => {
    expect(frontOf(entry)).toBe(pathOf(entry)[1]);
  });
});
