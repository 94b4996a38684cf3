import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planTargets, type RegisteredTarget } from '../src/control-plane/target-plan.ts';

const [a, b, c] = ['10.0.0.4', '10.0.1.5', '10.0.2.6'];
const [x, y] = ['10.0.0.9', '10.0.1.9'];

/** A target at its address, or at `address:port`. */
function target(state: string, where: string): RegisteredTarget {
  const [address = '', port = '443'] = where.split(':');
  return { address, port: Number(port), state };
}
const healthy = (where: string) => target('healthy', where);
const unhealthy = (where: string) => target('unhealthy', where);
const initial = (where: string) => target('initial', where);

type Case = [
  title: string,
  addresses: string[],
  registered: RegisteredTarget[],
  expected: { register?: string[]; deregister?: string[]; keep?: string[] },
];
const cases: Case[] = [
  ['registers every address in a new group', [a, b, c], [], { register: [a, b, c] }],
  ['changes nothing if the group has the addresses', [a, b], [healthy(a), unhealthy(b)], {}],
  ['changes nothing without addresses', [], [healthy(x), unhealthy(y)], {}],
  ['registers what is missing only', [a, b], [healthy(a)], { register: [b] }],
  ['registers an address once', [a, a], [], { register: [a] }],
  ['deregisters stale targets once an address is healthy', [a], [healthy(a), healthy(x), initial(y)], { deregister: [x, y] }],
  ['keeps a healthy stale target until an address is healthy', [a], [initial(a), healthy(x)], { keep: [x] }],
  ['keeps it while every address is unhealthy', [a, b], [unhealthy(a), unhealthy(b), healthy(x)], { keep: [x] }],
  ['keeps it while the addresses are not registered', [a, b], [healthy(x), healthy(y)], { register: [a, b], keep: [x, y] }],
  ['deregisters stale targets that are not healthy at any time', [a], [unhealthy(x), initial(y)], { register: [a], deregister: [x, y] }],
  ['keeps the healthy one of two stale targets', [a], [healthy(x), unhealthy(y)], { register: [a], deregister: [y], keep: [x] }],
  ['does not wait for draining targets', [a], [healthy(a), target('draining', x)], {}],
  ['registers an address that is draining again', [a], [target('draining', a)], { register: [a] }],
  ['a draining address does not count as healthy', [a], [target('draining', a), healthy(x)], { register: [a], keep: [x] }],
  ['registers an unhealthy address that is draining', [a], [target('unhealthy.draining', a), healthy(x)], { register: [a], keep: [x] }],
  ['a group without health checks serves its stale targets', [a], [target('unavailable', x)], { register: [a], keep: [x] }],
  ['a group without health checks serves its addresses', [a], [target('unavailable', a), target('unavailable', x)], { deregister: [x] }],
  ['deregisters stale targets of an unused group', [a], [target('unused', x)], { register: [a], deregister: [x] }],
  ['an address at another port is stale', [a], [healthy(`${a}:8443`)], { register: [a], keep: [a] }],
  ['an address at another port goes when the right one is healthy', [a], [healthy(a), healthy(`${a}:8443`)], { deregister: [a] }],
];

for (const [title, addresses, registered, expected] of cases) {
  test(title, () => {
    const plan = planTargets(addresses, registered);
    assert.deepEqual(
      {
        register: plan.register,
        deregister: plan.deregister.map(({ address }) => address),
        keep: plan.keep.map(({ address }) => address),
      },
      { register: [], deregister: [], keep: [], ...expected },
    );
  });
}

test('keeps the port of a target, without which it cannot be deregistered', () => {
  const { deregister } = planTargets([a], [healthy(a), healthy(`${x}:8443`)]);
  assert.deepEqual(deregister, [{ address: x, port: 8443, state: 'healthy' }]);
});

test('no group loses its last target that serves requests, in any of its states', () => {
  const serves = ({ state }: RegisteredTarget) => ['healthy', 'unavailable'].includes(state);
  const states = ['healthy', 'unhealthy', 'initial', 'draining', 'unavailable', 'unused', undefined];
  for (const ofA of states) {
    for (const ofX of states) {
      for (const ofY of states) {
        const registered = [
          [ofA, a],
          [ofX, x],
          [ofY, y],
        ].flatMap(([state, where]) => (state && where ? [target(state, where)] : []));
        const { deregister } = planTargets([a, b], registered);
        const gone = new Set(deregister.map(({ address }) => address));
        assert.ok(!gone.has(a));
        const had = registered.some(serves);
        const has = registered.some(one => serves(one) && !gone.has(one.address));
        assert.equal(has, had, JSON.stringify(registered));
      }
    }
  }
});
