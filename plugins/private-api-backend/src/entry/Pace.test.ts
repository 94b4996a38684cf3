import { Pace } from './Pace';

it('runs at most as many requests at the same time as allowed', async () => {
  const pace = new Pace({ perSecond: 1_000, maxParallel: 2 });
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      pace.run(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => setTimeout(resolve, 2));
        running -= 1;
      }),
    ),
  );
  expect(most).toBe(2);
});

it('runs the next request after one that fails', async () => {
  const pace = new Pace({ perSecond: 1_000, maxParallel: 1 });
  const failing = pace.run(async () => {
    throw new Error('no');
  });
  const next = pace.run(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});

it('starts 20 requests at once, and then as many per second as allowed', async () => {
  let now = 0;
  const waits: number[] = [];
  const pace = new Pace({
    perSecond: 4,
    maxParallel: 100,
    clock: () => now,
    sleep: async ms => {
      waits.push(ms);
    },
  });
  const run = (count: number) =>
    Promise.all(Array.from({ length: count }, () => pace.run(async () => {})));
  await run(20);
  expect(waits).toEqual([]);
  await run(3);
  expect(waits).toEqual([250, 500, 750]);
  now = 2_000;
  await run(6);
  expect(waits.slice(3)).toEqual([250]);
  now = 3_600_000;
  await run(21);
  expect(waits.slice(4)).toEqual([250]);
});
