import { fullEntityRef, requireBound } from './boundStack';

describe('fullEntityRef', () => {
  it.each([
    ['orders', 'component:default/orders'],
    ['Component:Default/Orders', 'component:default/orders'],
    ['payments/orders', 'component:payments/orders'],
    ['component:orders', 'component:default/orders'],
    ['component:default/orders_v2.api', 'component:default/orders_v2.api'],
  ])('%s is %s', (ref, full) => {
    expect(fullEntityRef(ref)).toBe(full);
  });

  it.each(['', 'a b', 'component:default/', '../x', 'a:b:c', '-x'])(
    'refuses %j and names the valid form',
    ref => {
      expect(() => fullEntityRef(ref)).toThrow(
        `entityRef '${ref}' is not a valid entity reference. Use the form component:default/orders.`,
      );
    },
  );

  it('refuses a reference that is not of a component', () => {
    expect(() => fullEntityRef('user:default/orders')).toThrow(
      "entityRef 'user:default/orders' is of kind user; only a component has a stack.",
    );
  });
});

describe('requireBound', () => {
  const stack = (tags: Record<string, string>) => ({
    stackArn: 'arn',
    stackName: 'orders',
    status: 'CREATE_COMPLETE',
    tags,
    outputs: {},
    parameters: {},
  });
  const key = 'private-serverless.dev/entity-ref';
  const ref = 'component:default/orders';

  it('accepts the stack of the entity', () => {
    expect(() => requireBound(stack({ [key]: ref }), ref)).not.toThrow();
  });

  it.each([
    [{}, 'is missing'],
    [{ [key]: 'component:default/other' }, "names 'component:default/other'"],
    [{ [key]: 'component:default/orders2' }, 'names'],
  ])('refuses a stack tagged %j', (tags, says) => {
    expect(() => requireBound(stack(tags), ref)).toThrow(says);
  });
});
