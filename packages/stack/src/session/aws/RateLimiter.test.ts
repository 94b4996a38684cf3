import { clientsFor } from '../../__testUtils__/world';
import { RateLimiter, sharedRateLimiter } from './RateLimiter';
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

it('permits a burst, then spaces requests evenly', async () => {
  const clock = manualClock();
  const limiter = new RateLimiter(rate, clock);
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    await limiter.take();
    times.push(clock.time - 10_000);
  }
  expect(times).toEqual([0, 0, 0, 250, 500, 750]);
});

it('lets other requests overtake polls', async () => {
  const limiter = new RateLimiter(rate, manualClock());
  const order: string[] = [];
  const take = async (name: string, isPoll: boolean) => {
    await limiter.take({ isPoll });
    order.push(name);
  };
  for (let i = 0; i < 3; i++) await limiter.take();
  await Promise.all([
    take('poll 1', true),
    take('poll 2', true),
    take('execute', false),
    take('create', false),
  ]);
  expect(order).toEqual(['execute', 'create', 'poll 1', 'poll 2']);
});

it('releases a canceled request and does not reserve a slot for it', async () => {
  const clock = manualClock();
  const limiter = new RateLimiter(rate, clock);
  for (let i = 0; i < 3; i++) await limiter.take();
  const controller = new AbortController();
  const cancelled = limiter.take({ signal: controller.signal });
  const next = limiter.take();
  controller.abort();
  await cancelled;
  await next;
  expect(clock.time).toBe(10_250);
  await limiter.take({ signal: controller.signal });
  expect(clock.time).toBe(10_250);
});

it('halves its rate when AWS throttles, and raises it with each response', async () => {
  const clock = manualClock();
  const limiter = new RateLimiter(rate, clock);
  const pause = async () => {
    const before = clock.time;
    await limiter.take();
    return clock.time - before;
  };
  for (let i = 0; i < 3; i++) await limiter.take();
  expect(await pause()).toBe(250);
  limiter.onThrottled();
  await pause();
  expect(await pause()).toBe(500);
  for (let i = 0; i < 30; i++) limiter.onThrottled();
  await pause();
  expect(await pause()).toBe(4000);
  for (let i = 0; i < 60; i++) limiter.onResponse();
  await pause();
  expect(await pause()).toBe(250);
});

it('is shared within an account and region only', async () => {
  const clock = manualClock();
  const { cloudFormation: one } = clientsFor('http://127.0.0.1:9');
  const { cloudFormation: same } = clientsFor('http://127.0.0.1:9');
  const { cloudFormation: elsewhere } = clientsFor('http://127.0.0.1:10');
  const limiter = await sharedRateLimiter(one, '1', rate, clock);
  await expect(sharedRateLimiter(same, '1', rate, clock)).resolves.toBe(
    limiter,
  );
  await expect(sharedRateLimiter(one, '2', rate, clock)).resolves.not.toBe(
    limiter,
  );
  await expect(
    sharedRateLimiter(elsewhere, '1', rate, clock),
  ).resolves.not.toBe(limiter);
});
