import type { ProbeResult } from '@private-serverless/probe';
import { createEmptyDatabases } from '../__testUtils__/databases';
import {
  boundTarget,
  engineFor,
  failureAt,
  noon,
  resultAt,
} from '../__testUtils__/engine';
import type { Finding } from '../entry/judge/Finding';
import { TargetStore } from '../targets/TargetStore';

const databases = createEmptyDatabases();
const minute = 60_000;
const orders = boundTarget('orders');

describe.each(databases.eachSupportedId())('the states, %s', id => {
  /** A target with the vantages `a` and `b`, and a clock. */
  async function setUp() {
    const knex = await databases.init(id);
    const targets = new TargetStore(knex);
    await targets.save(orders, ['a', 'b']);
    const time = { now: noon };
    const changed: string[] = [];
    const results: Record<string, (at: number) => ProbeResult> = {
      a: at => resultAt(at),
      b: at => resultAt(at),
    };
    const backend = () =>
      engineFor(knex, async ({ vantageId }) => results[vantageId](time.now), {
        clock: () => time.now,
        changes: { changed: ids => changed.push(...ids) },
      });
    const engine = backend();
    const probe = async (...vantageIds: string[]) => {
      for (const vantageId of vantageIds) {
        await engine.prober.probeNow(orders.id, vantageId);
      }
    };
    const state = () => knex('states').first();
    const transitions = async (vantageId = '') => {
      const rows = await knex('transitions')
        .where({ vantage_id: vantageId })
        .orderBy('id');
      return rows.map(row => [
        (Number(row.at) - noon) / minute,
        row.from_state,
        row.to_state,
        row.code,
      ]);
    };
    return {
      knex,
      targets,
      time,
      changed,
      results,
      backend,
      engine,
      probe,
      state,
      transitions,
    };
  }

  it('has a transition with its cause for each vantage and for the whole', async () => {
    const { time, results, probe, state, transitions, changed } = await setUp();
    await probe('a', 'b');
    expect(await state()).toMatchObject({ state: 'up', hop: null, code: null });
    expect(changed.splice(0)).not.toEqual([]);
    time.now += minute;
    await probe('a', 'b');
    expect(changed).toEqual([]);

    results.b = failureAt;
    for (const round of [2, 3, 4]) {
      time.now = noon + round * minute;
      await probe('a', 'b');
      expect(await state()).toMatchObject({
        state: round < 4 ? 'suspect' : 'degraded',
        code: 'tcp.timeout',
        cause: expect.stringMatching(/^Failing from Data center: /),
        hop: expect.any(String),
      });
    }
    results.a = failureAt;
    for (const round of [5, 6, 7]) {
      time.now = noon + round * minute;
      await probe('a', 'b');
    }
    expect(await state()).toMatchObject({ state: 'down', code: 'tcp.timeout' });
    expect(await transitions()).toEqual([
      [0, 'unknown', 'up', null],
      [2, 'up', 'suspect', 'tcp.timeout'],
      [4, 'suspect', 'degraded', 'tcp.timeout'],
      [5, 'degraded', 'suspect', 'tcp.timeout'],
      [7, 'suspect', 'down', 'tcp.timeout'],
    ]);
    expect(await transitions('a')).toEqual([
      [0, 'unknown', 'up', null],
      [5, 'up', 'suspect', 'tcp.timeout'],
      [7, 'suspect', 'down', 'tcp.timeout'],
    ]);
    expect(changed).toContain(orders.id);
  });

  it('is damped for each of several vantages as for a single one', async () => {
    const { targets, time, results, probe, state } = await setUp();
    /** The states after each result of `b`: `.` is a success, `x` a failure. */
    const statesOf = async (vantages: string[], sequence: string) => {
      await targets.save(orders, vantages);
      const states: string[] = [];
      for (const result of sequence) {
        time.now += minute;
        results.b = result === 'x' ? failureAt : at => resultAt(at);
        await probe(...vantages);
        states.push((await state()).state);
      }
      return states.join(' ');
    };
    const sequence = '.x.xx.xxx.x..';
    const alone = await statesOf(['b'], sequence);
    expect(alone).toBe(
      'up suspect up suspect suspect up suspect suspect down down down down up',
    );
    expect(await statesOf(['a', 'b'], sequence)).toBe(
      alone.replaceAll('down', 'degraded'),
    );
  });

  it('is the same if two backends store results of different vantages at the same time', async () => {
    const { knex, results, backend, transitions } = await setUp();
    results.a = failureAt;
    results.b = failureAt;
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        backend().prober.probeNow(orders.id, 'a'),
        backend().prober.probeNow(orders.id, 'b'),
      ]);
    }
    expect(await knex('states').first()).toMatchObject({ state: 'down' });
    expect((await transitions()).at(-1)).toMatchObject({ 2: 'down' });
  });

  it('becomes unknown without a result for three intervals, and is stored with that time', async () => {
    const { time, engine, probe, state, transitions } = await setUp();
    await probe('a', 'b');
    time.now += 3 * minute - 1;
    await engine.staleStates.refresh();
    expect(await state()).toMatchObject({ state: 'up' });
    expect(Number((await state()).stale_at)).toBe(noon + 3 * minute);

    time.now = noon + 10 * minute;
    await engine.staleStates.refresh();
    await engine.staleStates.refresh();
    expect(await state()).toMatchObject({
      state: 'unknown',
      code: 'data.stale',
      stale_at: null,
    });
    expect(await transitions()).toEqual([
      [0, 'unknown', 'up', null],
      [3, 'up', 'unknown', 'data.stale'],
    ]);
    expect(await transitions('a')).toEqual([
      [0, 'unknown', 'up', null],
      [3, 'up', 'unknown', 'data.stale'],
    ]);
    await probe('a', 'b');
    expect((await transitions()).at(-1)).toEqual([10, 'unknown', 'up', null]);
    expect((await transitions('a')).at(-1)).toEqual([
      10,
      'unknown',
      'up',
      null,
    ]);
  });

  it('is unknown after the clock was set back, and right again after the next probe', async () => {
    const { time, engine, probe, state } = await setUp();
    time.now = noon + 24 * 60 * minute;
    await probe('a', 'b');
    time.now = noon;
    await engine.staleStates.refresh();
    expect(await state()).toMatchObject({ state: 'unknown', since: null });
    await engine.runner.run();
    expect(await state()).toMatchObject({ state: 'up' });
    expect(Number((await state()).checked_at)).toBe(noon);
  });

  it('probes once after the clock jumped ahead, and continues on the grid', async () => {
    const { knex, time, engine, probe, state } = await setUp();
    await probe('a', 'b');
    const before = await knex('results');
    time.now += 7 * 24 * 60 * minute + 5_000;
    await engine.runner.run();
    expect(await knex('results')).toHaveLength(before.length + 2);
    expect(await state()).toMatchObject({ state: 'up' });
    const [check] = await knex('checks');
    expect(Number(check.next_due_at) - time.now).toBe(55_000);
  });

  it('follows the maintenance windows, also between two probes', async () => {
    const { targets, time, engine, probe, state, transitions } = await setUp();
    const window = { from: noon + 10_000, until: noon + 20_000 };
    const settings = { maintenance: [window] };
    await targets.save(boundTarget('orders', { settings }), ['a', 'b']);
    await probe('a', 'b');
    const stateAt = async (now: number) => {
      time.now = now;
      await engine.staleStates.refresh();
      return (await state()).state;
    };
    expect(await stateAt(window.from - 1)).toBe('up');
    expect(await stateAt(window.from)).toBe('maintenance');
    expect(await stateAt(window.until)).toBe('up');
    expect((await transitions()).map(([, , to]) => to)).toEqual([
      'up',
      'maintenance',
      'up',
    ]);
  });

  it("follows AWS's side", async () => {
    const { knex, engine, probe, state, transitions } = await setUp();
    await probe('a', 'b');
    const finding: Finding = {
      hop: 'load-balancer',
      state: 'failed',
      exposed: true,
      evidence: 'The load balancer is internet-facing',
      readAt: noon,
      since: noon - 1,
    };
    await knex('states').update({ aws: JSON.stringify([finding]) });
    await engine.states.recompute([orders.id]);
    expect(await state()).toMatchObject({
      state: 'exposed',
      code: 'entry',
      cause: finding.evidence,
      stale_at: null,
    });
    await knex('states').update({ aws: null });
    await engine.states.recompute([orders.id]);
    expect(
      (await transitions()).map(([, from, to]) => `${from} ${to}`),
    ).toEqual(['unknown up', 'up exposed', 'exposed up']);
  });

  it('is that of the sync for a stack that is not bound, and there is none for a removed target', async () => {
    const { knex, targets, engine, probe, state } = await setUp();
    const reason = { code: 'stack.missing', headline: 'Gone', advice: '' };
    const unbound = boundTarget('orders', { binding: undefined, reason });
    await targets.save(unbound, []);
    await engine.states.recompute([orders.id, 'other']);
    expect(await state()).toMatchObject({
      state: 'unknown',
      code: 'stack.missing',
      cause: 'Gone',
    });
    await targets.save(orders, ['a']);
    await probe('a');
    const row = await state();
    await targets.keep(orders.entityRef, [], noon);
    await engine.states.recompute([orders.id]);
    expect(await state()).toBeUndefined();
    // As if its state was derived while it was removed.
    await knex('states').insert(row);
    await engine.staleStates.refresh();
    expect(await state()).toBeUndefined();
  });
});
