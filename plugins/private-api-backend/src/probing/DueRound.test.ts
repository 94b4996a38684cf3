import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { memoryStore } from '../__testUtils__/store';
import { readProbingConfig } from '../config/readProbingConfig';
import { targetId } from '../targets/Target';
import { DueRound } from './DueRound';
import { setImmediate as setImmediatePromise } from 'node:timers/promises';

const entityRef = 'component:default/orders';

/** A store with these targets, longest due first, and a round whose checks end when the test says so. */
async function setUp(...names: string[]) {
  const config = readProbingConfig(
    new ConfigReader({ privateApi: { concurrency: 2 } }),
    [],
  );
  const store = await memoryStore();
  const nameOf = new Map<string, string>();
  let now = 0;
  const add = async (name: string) => {
    const id = targetId(entityRef, name);
    nameOf.set(id, name);
    await store.saveTarget(
      {
        id,
        entityRef,
        stackArn: name,
        syncedAt: now,
        binding: {
          environmentId: 'dev',
          stackName: name,
          url: 'https://orders.acme.internal/health',
          endpointUrl: 'https://orders.acme.internal',
          entry: 'alb',
          ownedHosts: [],
        },
      },
      ['backend'],
    );
    now += 1;
  };
  for (const name of names) {
    await add(name);
  }
  const started: string[] = [];
  let running = 0;
  let most = 0;
  const waiting: Array<() => void> = [];
  let release = () => {};
  const slow = new Promise<void>(resolve => {
    release = resolve;
  });
  const round = new DueRound({
    config,
    store,
    checker: {
      check: async id => {
        started.push(nameOf.get(id)!);
        waiting.splice(0).forEach(tell => tell());
        running += 1;
        most = Math.max(most, running);
        try {
          await (nameOf.get(id) === 'slow' ? slow : setImmediatePromise());
          if (nameOf.get(id) === 'broken') {
            throw new Error('broken');
          }
          return true;
        } finally {
          running -= 1;
        }
      },
    },
    logger: mockServices.logger.mock(),
    clock: () => now,
    tickMs: 5,
  });
  const untilStarted = async (count: number) => {
    while (started.length < count) {
      await new Promise<void>(resolve => {
        waiting.push(resolve);
      });
    }
  };
  return {
    round,
    add,
    started,
    untilStarted,
    release,
    mostAtATime: () => most,
  };
}

describe('DueRound', () => {
  it('lets one slow check hold up no other, nor what becomes due meanwhile', async () => {
    const { round, add, started, untilStarted, release } = await setUp(
      'slow',
      'a',
      'b',
      'broken',
      'c',
    );
    const run = round.run();
    await untilStarted(5);
    expect(started).toEqual(['slow', 'a', 'b', 'broken', 'c']);

    await add('late');
    await untilStarted(6);
    expect(started.at(-1)).toBe('late');
    release();
    await run;
  });

  it('starts at once when it is woken, and takes what is due while it runs', async () => {
    const { round, add, started, untilStarted, release } = await setUp();
    await add('slow');
    round.wake();
    await untilStarted(1);
    await add('new');
    round.wake();
    await untilStarted(2);
    expect(started).toEqual(['slow', 'new']);
    const joined = round.run();
    release();
    await joined;
  });

  it('runs no more than the configured number of checks, however often it is woken', async () => {
    const { round, untilStarted, started, mostAtATime, release } = await setUp(
      'slow',
      ...Array.from({ length: 20 }, (_, index) => `t${index}`),
    );
    for (let index = 0; index < 10; index += 1) round.wake();
    const run = round.run();
    round.wake();
    await untilStarted(21);
    release();
    await run;
    expect(new Set(started).size).toBe(21);
    expect(mostAtATime()).toBe(2);
  });

  it('misses no wake between a claim and its end', async () => {
    const { round, add, untilStarted, started } = await setUp();
    // Nothing is due when the round claims; the check is there before the claim has ended.
    const run = round.run();
    await Promise.all([add('new').then(() => round.wake()), run]);
    await untilStarted(1);
    expect(started).toEqual(['new']);
    await round.run();
  });

  it('starts nothing when it is woken after it was closed', async () => {
    const { round, add, started } = await setUp();
    await add('new');
    round.close();
    round.wake();
    await round.run();
    expect(started).toEqual([]);
  });

  it('starts no more once it is aborted, and waits for what it started', async () => {
    const { round, add, started, untilStarted, release } = await setUp('slow');
    const abort = new AbortController();
    let ended = false;
    const run = round.run(abort.signal).then(() => {
      ended = true;
    });
    await untilStarted(1);
    abort.abort();
    await add('late');
    await new Promise(resolve => setImmediate(resolve));
    expect(ended).toBe(false);
    release();
    await run;
    expect(started).toEqual(['slow']);
  });
});
