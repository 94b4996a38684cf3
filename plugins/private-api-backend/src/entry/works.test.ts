import type { PartKind, PartValues } from './EntryState';
import { works } from './works';

const now = Date.parse('2026-11-28T14:00:00Z');
const healthy = { id: '10.0.3.7', state: 'healthy' };
const at = (...addresses: string[]) => ({
  value: { state: 'available', addresses },
});
const arn = 'arn:aws:lambda:eu-central-1:111111111111:function:orders';

type Case<K extends PartKind> = [K, PartValues[K]];
const working: Array<{ [K in PartKind]: Case<K> }[PartKind]> = [
  ['balancer', { name: 'o', scheme: 'internal', state: 'active' }],
  ['listeners', [{ port: 443, protocol: 'HTTPS' }]],
  ['targets', { targets: [healthy], endpoint: at('10.0.3.7') }],
  ['targets', { targets: [healthy] }],
  ['targets', { targets: [{ id: arn, state: 'unavailable' }] }],
  ['endpoint', { state: 'Available', addresses: [] }],
  ['domain', { status: 'AVAILABLE' }],
  ['mappings', [{ basePath: '', apiId: 'a1', stage: 'live' }]],
  ['associations', ['vpce-1']],
  ['certificate', { status: 'ISSUED', notAfter: '2026-11-28T14:00:01Z' }],
];
const broken: typeof working = [
  ['balancer', null],
  ['balancer', { name: 'o', scheme: 'internal', state: 'failed' }],
  ['listeners', null],
  ['listeners', []],
  ['targets', { targets: null }],
  ['targets', { targets: [] }],
  ['targets', { targets: [{ ...healthy, state: 'unhealthy' }] }],
  ['targets', { targets: [healthy], endpoint: at('10.0.3.9') }],
  ['targets', { targets: [healthy], endpoint: at('10.0.3.7', '10.0.4.8') }],
  ['endpoint', null],
  ['endpoint', { state: 'deleting', addresses: [] }],
  ['domain', null],
  ['domain', { status: 'UPDATING' }],
  ['mappings', null],
  ['mappings', []],
  ['associations', []],
  ['certificate', null],
  ['certificate', { status: 'PENDING_VALIDATION' }],
  ['certificate', { status: 'ISSUED', notAfter: '2026-11-28T13:59:59Z' }],
];

it.each(working)('works: %s %j', (kind, value) => {
  expect(works(kind, value, now)).toBe(true);
});

it.each(broken)('does not work: %s %j', (kind, value) => {
  expect(works(kind, value, now)).toBe(false);
});
