import { ownerRefOf } from './ownerRef.ts';

describe('ownerRefOf', () => {
  it.each([
    ['payments', 'group:default/payments'],
    ['user:Jane', 'user:default/jane'],
    ['shop/payments', 'group:shop/payments'],
    [' Group:Default/Payments ', 'group:default/payments'],
  ])('completes %j to %s', (owner, ref) => {
    expect(ownerRefOf(owner)).toBe(ref);
  });

  it.each([undefined, 7, '', 'group:', 'a:b:c', 'a/b/c', 'two words', 'a/'])(
    'returns nothing for %j',
    owner => {
      expect(ownerRefOf(owner)).toBeUndefined();
    },
  );
});
