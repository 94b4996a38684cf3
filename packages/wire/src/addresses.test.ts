import { defaultAllowedCidrs, privateCidrs } from './addresses.ts';

it('allows every private range except the shared address space by default', () => {
  expect(defaultAllowedCidrs).toEqual([
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    'fc00::/7',
  ]);
  expect(privateCidrs).toEqual(
    expect.arrayContaining([...defaultAllowedCidrs]),
  );
  expect(privateCidrs).toContain('100.64.0.0/10');
});
