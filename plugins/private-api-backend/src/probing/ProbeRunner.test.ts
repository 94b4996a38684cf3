import { setImmediate as setImmediatePromise } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { memoryStores } from '../__testUtils__/store';
import { readProbingConfig } from '../config/readProbingConfig';
import { longestInterval } from '../state/schedule';
import { Claims } from '../store/Claims';
import { targetId } from '../targets/Target';
import { ProbeRunner } from './ProbeRunner';

const entityRef = 'component:default/orders';

/** A store with these targets, longest due first. The probe of `slow` ends when the test calls `release`. */
async function setUp(...names: string[]) {
  const config = readProbingConfig(
    new ConfigReader({ privateApi: { concurrency: 2 } }),
    [],
  );
  const { knex, targets } = await memoryStores();
  const nameOf = new Map<string, string>();
  let now = 0;
  let elapsed = 0;
  const add = async (name: string) => {
    const id = targetId(entityRef, name);
    nameOf.set(id, name);
    await targets.save(
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
  const wasProbed = async (name: string, dueAt: number, slow: boolean) => {
    await knex('checks')
      .where({ target_id: targetId(entityRef, name) })
      .update({ checked_at: now, next_due_at: dueAt, slow });
  };
  const started: string[] = [];
  let running = 0;
  let maxRunning = 0;
  const waiting: Array<() => void> = [];
  let release = () => {};
  const slow = new Promise<void>(resolve => {
    release = resolve;
  });
  const runner = new ProbeRunner({
    config,
    claims: new Claims({
      knex,
      longestIntervalMs: longestInterval(config),
      leaseMs: 30_000,
    }),
    prober: {
      flush: async () => {},
      probe: async ({ target: { id } }) => {
        started.push(nameOf.get(id)!);
        waiting.splice(0).forEach(resume => resume());
        running += 1;
        maxRunning = Math.max(maxRunning, running);
        try {
          await (nameOf.get(id) === 'slow' ? slow : setImmediatePromise());
          if (nameOf.get(id) === 'broken') {
            throw new Error('broken');
          }
          return { stored: Promise.resolve(true) };
        } finally {
          running -= 1;
        }
      },
    },
    logger: mockServices.logger.mock(),
    clock: () => now,
    monotonic: () => elapsed,
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
    runner,
    add,
    wasProbed,
    later: (ms: number) => {
      now += ms;
      elapsed += ms;
    },
    setClock: (to: number) => {
      now = to;
    },
    started,
    untilStarted,
    release,
    maxParallel: () => maxRunning,
  };
}

describe('ProbeRunner', () => {
  it('does not delay other probes because of a slow one', async () => {
    const { runner, add, started, untilStarted, release } = await setUp(
      'slow',
      'a',
      'b',
      'broken',
      'c',
    );
    const run = runner.run();
    await untilStarted(5);
    expect(started).toEqual(['slow', 'a', 'b', 'broken', 'c']);

    await add('late');
    await untilStarted(6);
    expect(started.at(-1)).toBe('late');
    release();
    await run;
  });

  it('lets a target that became silent count before its probe has ended', async () => {
    const { runner, wasProbed, later, started, untilStarted, release } =
      await setUp('slow', 'silent', 'a', 'b');
    await wasProbed('silent', 2_000, true);
    await wasProbed('a', 2_001, false);
    await wasProbed('b', 2_002, false);
    const run = runner.run();
    await untilStarted(1);
    // After a quarter of the timeout, the running probe holds the only slot for silent targets.
    later(2_500);
    await untilStarted(3);
    expect(started).toEqual(['slow', 'a', 'b']);
    release();
    await run;
    expect(started).toEqual(['slow', 'a', 'b', 'silent']);
  });

  it('knows how long a probe runs after the clock was set back', async () => {
    const {
      runner,
      wasProbed,
      later,
      setClock,
      started,
      untilStarted,
      release,
    } = await setUp('slow', 'silent', 'a');
    await wasProbed('silent', 1_000, true);
    await wasProbed('a', 1_001, false);
    const run = runner.run();
    await untilStarted(1);
    setClock(-60_000);
    later(2_500);
    setClock(2_000);
    await untilStarted(2);
    expect(started).toEqual(['slow', 'a']);
    release();
    await run;
    expect(started).toEqual(['slow', 'a', 'silent']);
  });

  it('starts immediately after a wake, even during a run', async () => {
    const { runner, add, started, untilStarted, release } = await setUp();
    await add('slow');
    runner.wake();
    await untilStarted(1);
    await add('new');
    runner.wake();
    await untilStarted(2);
    expect(started).toEqual(['slow', 'new']);
    const joined = runner.run();
    release();
    await joined;
  });

  it('never exceeds the configured concurrency', async () => {
    const { runner, untilStarted, started, maxParallel, release } = await setUp(
      'slow',
      ...Array.from({ length: 20 }, (_, index) => `t${index}`),
    );
    for (let index = 0; index < 10; index += 1) runner.wake();
    const run = runner.run();
    runner.wake();
    await untilStarted(21);
    release();
    await run;
    expect(new Set(started).size).toBe(21);
    expect(maxParallel()).toBe(2);
  });

  it('does not miss a wake during a claim', async () => {
    const { runner, add, untilStarted, started } = await setUp();
    // Nothing is due when the claim starts. The check is added before the claim has ended.
    const run = runner.run();
    await Promise.all([add('new').then(() => runner.wake()), run]);
    await untilStarted(1);
    expect(started).toEqual(['new']);
    await runner.run();
  });

  it('starts nothing after it was closed', async () => {
    const { runner, add, started } = await setUp();
    await add('new');
    runner.close();
    runner.wake();
    await runner.run();
    expect(started).toEqual([]);
  });

  it('starts nothing after an abort and waits for running probes', async () => {
    const { runner, add, started, untilStarted, release } = await setUp('slow');
    const abort = new AbortController();
    let ended = false;
    const run = runner.run(abort.signal).then(() => {
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
