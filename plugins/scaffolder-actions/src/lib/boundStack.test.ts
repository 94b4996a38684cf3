import { fullEntityRef } from './boundStack';

describe('fullEntityRef', () => {
  it.each([
    ['orders', 'component:default/orders'],
    ['Component:Default/Orders', 'component:default/orders'],
    ['payments/orders', 'component:payments/orders'],
    ['component:orders', 'component:default/orders'],
  ])('%s is %s', (ref, full) => {
    expect(fullEntityRef(ref)).toBe(full);
  });

  it.each(['', 'a b', 'component:default/', '../x', 'a:b:c'])(
    'refuses %j and says how it is written',
    ref => {
      expect(() => fullEntityRef(ref)).toThrow(
        `entityRef '${ref}' is no entity reference. Write it as component:default/orders.`,
      );
    },
  );
});
