import type { ProbeResult } from '@private-serverless/probe';
import knexFactory, { type Knex } from 'knex';
import { createTestDatabases } from 'private-serverless-testing/databases';
import {
  boundTarget,
  engineFor,
  noon,
  resultAt,
  twoVantages,
} from './__testUtils__/engine';
import { leaseOf } from './probing/Engine';
import { TargetProber } from './probing/TargetProber';
import { migrate } from './store/migrations';
import { type Finished, ResultStore } from './store/ResultStore';
import { isPostgres } from './store/sql';
import { TargetStore } from './targets/TargetStore';

const databases = createTestDatabases();
const leaseMs = leaseOf(twoVantages());

/** The error of PostgreSQL on a full disk. A real one would need a disk of the test. */
const triggerOfFullDisk = `
  create function disk_full() returns trigger as $$
  begin
    raise exception 'could not extend file: No space left on device' using errcode = '53100';
  end $$ language plpgsql;
  create trigger disk_full before insert on results execute function disk_full();
`;

/** Fills the disk of a database. @returns a function that makes room */
async function fillDisk(knex: Knex): Promise<() => Promise<void>> {
  if (isPostgres(knex)) {
    await knex.raw(triggerOfFullDisk);
    return async () => {
      await knex.raw('drop trigger disk_full on results');
    };
  }
  const [{ page_count: pages }] = await knex.raw('pragma page_count');
  await knex.raw(`pragma max_page_count = ${pages}`);
  // Rows fit into pages that are not full.
  const fill = () =>
    knex('notices').insert({
      target_id: Math.random().toString(36),
      scope: 'x'.repeat(3_000),
    });
  for (;;) {
    const isFull = await fill().then(
      () => false,
      () => true,
    );
    if (isFull) break;
  }
  return async () => {
    await knex.raw('pragma max_page_count = 1000000');
  };
}

describe.each(databases.eachSupportedId())('faults, %s', id => {
  async function setUp(...names: string[]) {
    const knex = await databases.init(id);
    await migrate(knex);
    const targets = new TargetStore(knex);
    for (const name of names) await targets.save(boundTarget(name), ['a']);
    const time = { now: noon };
    const backend = (
      probe: () => Promise<ProbeResult> = async () => resultAt(time.now),
    ) => engineFor(knex, probe, { clock: () => time.now });
    /** Number of results of each check. */
    const counts = async () => {
      const rows = await knex('results')
        .groupBy('check_id')
        .count('* as count');
      return rows.map(({ count }) => Number(count));
    };
    return { knex, time, backend, counts };
  }

  it('repeats a probe of a backend that died, and ignores what it still sends', async () => {
    const { knex, time, backend, counts } = await setUp('orders');
    let respond = (_: ProbeResult) => {};
    const asked = new Promise<void>(resolve => {
      const dead = backend(
        () =>
          new Promise(answer => {
            respond = answer;
            resolve();
          }),
      );
      dead.runner.run();
    });
    await asked;
    const other = backend();
    time.now += leaseMs - 1;
    await other.runner.run();
    expect(await counts()).toEqual([]);
    time.now += 1;
    await other.runner.run();
    expect(await counts()).toEqual([1]);
    const [check] = await knex('checks');

    respond(resultAt(noon, { healthy: false }));
    await new Promise(resolve => setImmediate(resolve));
    time.now += 1;
    await backend().runner.run();
    expect(await counts()).toEqual([1]);
    expect(await knex('checks')).toEqual([check]);
    expect(await knex('rollups').first()).toMatchObject({
      healthy: 1,
      unhealthy: 0,
    });
  });

  it('takes over the share of a backend that died within 30 seconds, although the other one is idle in between', async () => {
    const { time, backend, counts } = await setUp('a', 'b', 'c');
    // It dies after the claim.
    const claims = await backend().claims.claim({
      now: time.now,
      limit: 10,
      slowLimit: 10,
    });
    expect(claims).toHaveLength(3);
    const diedAt = time.now;
    // The rounds of the schedule are 2 seconds apart, and start at any time.
    const other = backend();
    time.now += 1_999;
    while ((await counts()).length === 0) {
      await other.runner.run();
      time.now += 2_000;
    }
    expect(await counts()).toEqual([1, 1, 1]);
    expect(time.now - 2_000 - diedAt).toBeLessThanOrEqual(30_000);
  });

  it('keeps results while the disk is full, and stores each once', async () => {
    const { knex, time, backend, counts } = await setUp('a', 'b', 'c');
    // So large that they do not fit into pages that SQLite has already.
    const addresses = Array(2_000).fill('10.0.0.1');
    let large = {};
    const engine = backend(async () => resultAt(time.now, large));
    await engine.runner.run();
    large = { addresses };
    expect(await counts()).toEqual([1, 1, 1]);
    const states = await knex('states').orderBy('target_id');

    time.now += 60_000;
    const claims = await engine.claims.claim({
      now: time.now,
      limit: 10,
      slowLimit: 10,
    });
    const makeRoom = await fillDisk(knex);
    for (const claim of claims) await engine.prober.probe(claim);
    await engine.prober.flush();
    expect(engine.writer.size).toBe(3);
    expect(await counts()).toEqual([1, 1, 1]);
    // A part of a result is never stored.
    expect(await knex('states').orderBy('target_id')).toEqual(states);

    await makeRoom();
    await engine.prober.flush();
    expect(engine.writer.size).toBe(0);
    expect(await counts()).toEqual([2, 2, 2]);
    expect(await knex('rollups')).toMatchObject(Array(3).fill({ healthy: 2 }));
  });

  it('stores one of two results of a check, if the first one waited until its lease ended', async () => {
    const { knex, time, backend, counts } = await setUp('a');
    const engine = backend();
    const waiting: Finished[] = [];
    const prober = new TargetProber({
      config: twoVantages(),
      claims: engine.claims,
      probes: { probe: async () => resultAt(time.now) },
      writer: {
        add: async finished => waiting.push(finished) > 0,
        flush: async () => {},
      },
      clock: () => time.now,
    });
    for (const _ of ['first', 'second']) {
      const [claim] = await engine.claims.claim({
        now: time.now,
        limit: 1,
        slowLimit: 1,
      });
      await prober.probe(claim);
      time.now += leaseMs;
    }
    const store = new ResultStore({ knex, states: engine.states });
    expect(await store.save(waiting)).toEqual(new Set([waiting[1]]));
    expect(await counts()).toEqual([1]);
    expect(await knex('rollups')).toMatchObject([{ healthy: 1 }]);
  });

  it('probes at once after the clock was set back, also if only by an hour', async () => {
    const { knex, time, backend, counts } = await setUp('a');
    const engine = backend();
    await engine.runner.run();
    time.now -= 3_600_000;
    await engine.staleStates.refresh();
    expect(await knex('states').first()).toMatchObject({ state: 'unknown' });
    await engine.runner.run();
    expect(await counts()).toEqual([2]);
    expect(await knex('states').first()).toMatchObject({ state: 'up' });
    const [check] = await knex('checks');
    expect(Number(check.next_due_at)).toBeLessThanOrEqual(time.now + 60_000);
  });

  // SQLite is a file. Without connections, there is none to lose.
  if (id.startsWith('POSTGRES')) {
    it('keeps results while the database is gone, and stores each once', async () => {
      const { knex, time, backend, counts } = await setUp('a', 'b', 'c');
      const { database, ...connection } = knex.client.config.connection;
      const admin = knexFactory({
        client: 'pg',
        connection: { ...connection, database: 'postgres' },
      });
      const allow = (isAllowed: boolean) =>
        admin.raw(`alter database ?? allow_connections ${isAllowed}`, [
          database,
        ]);
      try {
        const engine = backend();
        await engine.runner.run();
        time.now += 60_000;
        const claims = await engine.claims.claim({
          now: time.now,
          limit: 10,
          slowLimit: 10,
        });
        await allow(false);
        await admin.raw(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = ?',
          [database],
        );
        for (const claim of claims) await engine.prober.probe(claim);
        await engine.prober.flush();
        expect(engine.writer.size).toBe(3);
        await expect(engine.runner.run()).rejects.toThrow();

        await allow(true);
        await engine.prober.flush();
        expect(engine.writer.size).toBe(0);
        expect(await counts()).toEqual([2, 2, 2]);
        time.now += 60_000;
        await engine.runner.run();
        expect(await counts()).toEqual([3, 3, 3]);
      } finally {
        await allow(true);
        await admin.destroy();
      }
    });
  }

  it('releases what it holds when it ends in order', async () => {
    const { backend, counts } = await setUp('orders');
    let isAsked = () => {};
    const asked = new Promise<void>(resolve => {
      isAsked = resolve;
    });
    const ending = backend(() => {
      isAsked();
      return new Promise(() => {});
    });
    ending.runner.run();
    await asked;
    await ending.close();
    await backend().runner.run();
    expect(await counts()).toEqual([1]);
  });
});
