import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differencesOf, type RegisteredTarget } from '../src/control-plane/target-differences.ts';

const [a, b] = ['10.0.0.16', '10.0.1.16'];

/** A target at its address, or at `address:port`. */
function target(where: string, state = 'healthy'): RegisteredTarget {
  const [address = '', port = '443'] = where.split(':');
  return { address, port: Number(port), state };
}

const cases: Array<[title: string, registered: RegisteredTarget[], withoutTarget: string[], withoutAddress: string[]]> = [
  ['every address is a target', [target(a), target(b, 'unhealthy')], [], []],
  ['an address is not a target', [target(a)], [b], []],
  ['a target is not an address', [target(a), target(b), target('10.0.0.9')], [], ['10.0.0.9']],
  ['there are no targets', [], [a, b], []],
  ['a draining address gets no requests', [target(a, 'draining'), target(b)], [a], []],
  ['a draining target ends by itself', [target(a), target(b), target('10.0.0.9', 'unhealthy.draining')], [], []],
  ['a target at another port is another target', [target(`${a}:8443`), target(b)], [a], [`${a}:8443`]],
];
for (const [title, registered, withoutTarget, withoutAddress] of cases) {
  test(title, () => {
    assert.deepEqual(differencesOf([a, b], registered), { withoutTarget, withoutAddress });
  });
}
