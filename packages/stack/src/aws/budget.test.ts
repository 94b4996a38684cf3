import { clientsFor } from '../__testUtils__/world';
import { CallBudget, sharedBudget } from './budget';
import type { Clock } from './clock';

/** Time that passes only in sleeps. */
function manualClock(): Clock & { time: number } {
  const clock = {
    time: 10_000,
    now: () => clock.time,
    sleep: async (ms: number) => {
      await Promise.resolve();
      clock.time += ms;
    },
  };
  return clock;
}

const rate = { perSecond: 4, burst: 3 };

it('lets a burst through, then spaces evenly', async () => {
  const clock = manualClock();
  const budget = new CallBudget(rate, clock);
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    await budget.take();
    times.push(clock.time - 10_000);
  }
  expect(times).toEqual([0, 0, 0, 250, 500, 750]);
});

it('lets looks wait until nothing else does', async () => {
  const budget = new CallBudget(rate, manualClock());
  const order: string[] = [];
  const take = async (name: string, isLook: boolean) => {
    await budget.take({ isLook });
    order.push(name);
  };
  for (let i = 0; i < 3; i++) await budget.take();
  await Promise.all([
    take('look 1', true),
    take('look 2', true),
    take('execute', false),
    take('create', false),
  ]);
  expect(order).toEqual(['execute', 'create', 'look 1', 'look 2']);
});

it('lets go who is cancelled, and keeps no place for them', async () => {
  const clock = manualClock();
  const budget = new CallBudget(rate, clock);
  for (let i = 0; i < 3; i++) await budget.take();
  const controller = new AbortController();
  const cancelled = budget.take({ signal: controller.signal });
  const next = budget.take();
  controller.abort();
  await cancelled;
  await next;
  expect(clock.time).toBe(10_250);
  await budget.take({ signal: controller.signal });
  expect(clock.time).toBe(10_250);
});

it('halves its rate when throttled, and wins it back with answers', async () => {
  const clock = manualClock();
  const budget = new CallBudget(rate, clock);
  const pause = async () => {
    const before = clock.time;
    await budget.take();
    return clock.time - before;
  };
  for (let i = 0; i < 3; i++) await budget.take();
  expect(await pause()).toBe(250);
  budget.throttled();
  await pause();
  expect(await pause()).toBe(500);
  for (let i = 0; i < 30; i++) budget.throttled();
  await pause();
  expect(await pause()).toBe(4000);
  for (let i = 0; i < 60; i++) budget.answered();
  await pause();
  expect(await pause()).toBe(250);
});

it('is one for an account and region, another for each other', async () => {
  const clock = manualClock();
  const { cloudFormation: one } = clientsFor('http://127.0.0.1:9');
  const { cloudFormation: same } = clientsFor('http://127.0.0.1:9');
  const { cloudFormation: elsewhere } = clientsFor('http://127.0.0.1:10');
  const budget = await sharedBudget(one, '1', rate, clock);
  await expect(sharedBudget(same, '1', rate, clock)).resolves.toBe(budget);
  await expect(sharedBudget(one, '2', rate, clock)).resolves.not.toBe(budget);
  await expect(sharedBudget(elsewhere, '1', rate, clock)).resolves.not.toBe(
    budget,
  );
});
