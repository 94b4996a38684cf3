import { isIP } from 'node:net';
import { canonicalCidr, isCidr, isPrivateCidr } from './cidr.ts';
import {
  cidrsOverlap,
  isVpcCidr,
  subnetHostBits,
  vpcBlocks,
} from './vpcPlan.ts';

const addresses = [
  '10.0.0.0',
  '010.0.0.0',
  '10.0.0',
  '10',
  '0x0a.0.0.0',
  '256.0.0.0',
  '10.0.0.0.0',
  '0.0.0.0',
  '255.255.255.255',
  '',
  ' 10.0.0.0',
  '10.0.0.0 ',
  '10.0.0.0\n',
  '1e1.0.0.0',
  '١.0.0.0',
  '::',
  '::1',
  'fd00::',
  'FD00::1',
  'fd00:::1',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7:8:9',
  '::ffff:10.0.0.1',
  '12345::',
];

it.each(addresses)('%j is a valid address if Node accepts it', address => {
  const version = isIP(address);
  expect(isCidr(`${address}/8`)).toBe(version !== 0);
  expect(isCidr(`${address}/32`)).toBe(version !== 0);
  expect(isCidr(`${address}/33`)).toBe(version === 6);
  expect(isCidr(`${address}/129`)).toBe(false);
});

it.each([
  '10.0.0.0',
  '10.0.0.0/',
  '10.0.0.0/08',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '10.0.0.0/+8',
  '10.0.0.0/8.0',
  '10.0.0.0/255.0.0.0',
  '10.0.0.0/8\n',
  'fe80::1%eth0/64',
])('%j is not a valid address range', text => {
  expect(isCidr(text)).toBe(false);
  expect(isPrivateCidr(text)).toBe(false);
  expect(isVpcCidr(text)).toBe(false);
  expect(canonicalCidr(text)).toBeUndefined();
});

it.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['10.64.0.0/20', '10.64.0.0/20'],
  ['10.64.17.0/20', '10.64.16.0/20'],
  ['fd12::5/16', 'fd12::/16'],
])('%s is %s in AWS', (text, canonical) => {
  expect(canonicalCidr(text)).toBe(canonical);
});

it.each([
  ['10.0.0.0/16', 8],
  ['10.0.0.0/22', 8],
  ['10.0.0.0/23', 7],
  ['10.0.0.0/26', 4],
])('three subnets of %s have %i host bits, and fit', (cidr, bits) => {
  expect(subnetHostBits(cidr)).toBe(bits);
  const size = 2 ** (32 - Number(cidr.split('/')[1]));
  expect(3 * 2 ** bits).toBeLessThanOrEqual(size);
});

it.each([
  [
    ['10.64.0.0/20', '10.65.0.0/24'],
    undefined,
    ['10.64.0.0/20', '10.65.0.0/24'],
  ],
  [['10.64.1.2/20'], undefined, ['10.64.0.0/20']],
  [['192.168.254.0/23'], 24, ['192.168.254.0/24', '192.168.255.0/24']],
  [['10.64.0.0/24', '10.65.0.0/25'], 24, ['10.64.0.0/24']],
  [
    ['172.31.0.0/16'],
    18,
    ['172.31.0.0/18', '172.31.64.0/18', '172.31.128.0/18', '172.31.192.0/18'],
  ],
  [['fd00::/20', 'x'], 24, []],
])('divides %j into blocks of /%s', (cidrs, netmaskLength, blocks) => {
  expect([...vpcBlocks({ cidrs, netmaskLength })]).toEqual(blocks);
});

it('divides a large range only as far as somebody reads', () => {
  const blocks = vpcBlocks({ cidrs: ['10.0.0.0/8'], netmaskLength: 26 });
  expect(blocks.next().value).toBe('10.0.0.0/26');
  expect(blocks.next().value).toBe('10.0.0.64/26');
});

it.each([
  ['10.64.0.0/20', '10.64.15.0/24', true],
  ['10.64.15.0/24', '10.64.0.0/20', true],
  ['10.64.0.0/20', '10.64.16.0/20', false],
  ['0.0.0.0/0', '10.0.0.0/8', true],
  ['fd00::/8', 'fd00:1::/32', true],
  ['fd00::/8', '10.0.0.0/8', false],
  ['10.0.0.0/8', 'x', false],
])('%s and %s overlap: %s', (one, other, expected) => {
  expect(cidrsOverlap(one, other)).toBe(expected);
});
