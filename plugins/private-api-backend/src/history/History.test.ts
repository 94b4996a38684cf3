import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';
import { createEmptyDatabases } from '../__testUtils__/databases';
import {
  boundTarget,
  engineFor,
  failureAt,
  noon,
  resultAt,
} from '../__testUtils__/engine';
import { TargetStore } from '../targets/TargetStore';

const databases = createEmptyDatabases();
const minute = 60_000;
const hour = 60 * minute;
const orders = boundTarget('orders');

describe.each(databases.eachSupportedId())('the history, %s', id => {
  async function setUp() {
    const knex = await databases.init(id);
    await new TargetStore(knex).save(orders, ['a']);
    const time = { now: noon };
    let probed = resultAt;
    const engine = engineFor(knex, async () => probed(time.now), {
      clock: () => time.now,
    });
    /** One probe a minute. */
    const probe = async (minutes: number, kind: typeof resultAt = resultAt) => {
      probed = kind;
      for (let index = 0; index < minutes; index += 1) {
        await engine.prober.probeNow(orders.id, 'a');
        time.now += minute;
      }
    };
    const rollups = (minutes: number) =>
      knex('rollups').where({ minutes }).orderBy('at');
    const summary = async () => {
      await engine.history.summarize();
      const { slots, ...row } = await knex('summaries').first();
      return { ...row, slots: JSON.parse(slots) as HistorySlot[] };
    };
    return { knex, time, engine, probe, rollups, summary };
  }

  it('rolls up five minutes, hours and days, and can be repeated', async () => {
    const { engine, probe, rollups, knex } = await setUp();
    await probe(7);
    await probe(1, failureAt);
    expect(await rollups(5)).toMatchObject([
      { healthy: 5, unhealthy: 0, timed: 5, h2: 5, failure: null },
      { healthy: 2, unhealthy: 1, timed: 2, failure: 'tcp.timeout' },
    ]);
    for (let run = 0; run < 2; run += 1) {
      await engine.history.rollUp();
      for (const minutes of [60, 1440]) {
        const rows = await rollups(minutes);
        expect(rows).toMatchObject([
          { healthy: 7, unhealthy: 1, timed: 7, h2: 7, failure: 'tcp.timeout' },
        ]);
        expect(rows[0].total_ms).toBeCloseTo(7 * 12.5, 3);
        expect(rows[0].tls_ms).toBeCloseTo(7 * 4, 3);
      }
    }
    expect(await knex('rollups')).toHaveLength(4);
    await probe(1);
    await engine.history.rollUp();
    expect(await rollups(60)).toMatchObject([{ healthy: 8 }]);
  });

  it('catches up on hours and days in which no backend ran', async () => {
    const { time, engine, probe, rollups } = await setUp();
    await probe(2);
    time.now = noon + 30 * hour;
    await probe(3);
    await engine.history.rollUp();
    expect(await rollups(60)).toMatchObject([{ healthy: 2 }, { healthy: 3 }]);
    expect(await rollups(1440)).toMatchObject([{ healthy: 2 }, { healthy: 3 }]);
    expect((await rollups(1440)).map(row => Number(row.at))).toEqual([
      noon - 12 * hour,
      noon + 12 * hour,
    ]);
  });

  it('summarizes 24 hours by what was observed', async () => {
    const { time, engine, probe, summary } = await setUp();
    await probe(10);
    await probe(5, failureAt);
    await engine.history.rollUp();
    const first = await summary();
    expect(first.slots).toHaveLength(96);
    expect(first.slots.at(-2)).toMatchObject({
      at: new Date(noon).toISOString(),
      healthy: 10,
      unhealthy: 5,
      expected: 15,
      failure: 'tcp.timeout',
    });
    expect(first.slots.at(-3)).toMatchObject({ healthy: 0, expected: 15 });
    expect(first.uptime).toBeCloseTo(10 / 15, 5);
    expect(first.coverage).toBeCloseTo(15 / (95 * 15), 3);
    expect(first.p95_ms).toBeGreaterThan(10);
    expect(first.p95_ms).toBeLessThanOrEqual(20);

    // Later runs keep what they know, and add what is new.
    time.now = noon + 2 * hour;
    await probe(15);
    const second = await summary();
    const slots: HistorySlot[] = second.slots;
    const counts = slots
      .filter(({ healthy }) => healthy > 0)
      .map(({ at, healthy, unhealthy }) => [
        (Date.parse(at) - noon) / hour,
        healthy,
        unhealthy,
      ]);
    expect(counts).toEqual([
      [0, 10, 5],
      [2, 15, 0],
    ]);
    time.now = noon + 25 * hour;
    expect(await summary()).toMatchObject({
      uptime: 1,
      slots: expect.not.arrayContaining([
        expect.objectContaining({ unhealthy: 5 }),
      ]),
    });
  });

  it('has durations before the first hour is rolled up, and each of them once', async () => {
    const { time, engine, probe, summary } = await setUp();
    await probe(10);
    const { p95_ms: first } = await summary();
    expect(first).toBeGreaterThan(10);
    expect(first).toBeLessThanOrEqual(20);
    await engine.history.rollUp();
    for (const passed of [hour, 2 * hour, 3 * hour, 23 * hour]) {
      time.now = noon + passed;
      expect([passed, (await summary()).p95_ms]).toEqual([passed, first]);
    }
    time.now = noon + 26 * hour;
    expect((await summary()).p95_ms).toBeNull();
  });

  it('starts again after the clock was set back', async () => {
    const { time, probe, summary } = await setUp();
    time.now = noon + 30 * hour;
    await probe(1);
    expect(await summary()).toMatchObject({ uptime: 1 });
    time.now = noon;
    await probe(2);
    const { at, slots } = await summary();
    expect(Number(at)).toBe(time.now);
    expect(slots.at(-1)).toMatchObject({ healthy: 2 });
  });

  it('deletes what is older than the configuration says, in parts', async () => {
    const { knex, time, engine, probe } = await setUp();
    await probe(2);
    await engine.history.rollUp();
    const [{ id: check_id }] = await knex('checks');
    const old = Array.from({ length: 11_000 }, (_, index) => ({
      check_id,
      at: noon - index,
      outcome: 'healthy',
    }));
    await knex.batchInsert('results', old, 400);
    time.now = noon + 3 * hour + minute;
    expect(await engine.history.deleteOld()).toBe(11_001);
    expect(await knex('results')).toHaveLength(1);
    expect(await knex('rollups')).toHaveLength(3);
    time.now = noon + 49 * hour;
    await engine.history.deleteOld();
    expect(await knex('rollups').pluck('minutes')).toEqual([60, 1440]);
    expect(await knex('transitions')).toHaveLength(2);
    time.now = noon + 800 * 24 * hour;
    await engine.history.deleteOld();
    expect(await knex('rollups')).toEqual([]);
    expect(await knex('transitions')).toEqual([]);
    expect(await knex('states')).toHaveLength(1);
  });
});
