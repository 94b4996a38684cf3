import { Faults } from './Faults';

const place = {
  stackName: 'shop',
  logicalId: 'Orders',
  operation: 'UPDATE' as const,
};

it.each([
  [undefined, [true, false, false]],
  [2, [true, true, false]],
  [0, [true, true, true]],
])('a fault with times %s happens as often as asked', (times, expected) => {
  const faults = new Faults();
  faults.add({ ...place, reason: 'No capacity', times });
  expect(faults.take({ ...place, stackName: 'other' })).toBeUndefined();
  expect(expected.map(() => faults.take(place) !== undefined)).toEqual(
    expected,
  );
});
