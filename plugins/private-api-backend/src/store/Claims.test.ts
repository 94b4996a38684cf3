import { createEmptyDatabases } from '../__testUtils__/databases';
import {
  boundTarget,
  engineFor,
  failureAt,
  noon,
  resultAt,
} from '../__testUtils__/engine';
import { TargetStore } from '../targets/TargetStore';
import { Claims } from './Claims';

const databases = createEmptyDatabases();
const leaseMs = 20_000;
const hour = 3_600_000;

describe.each(databases.eachSupportedId())('Claims, %s', id => {
  async function setUp(...names: string[]) {
    const knex = await databases.init(id);
    const targets = new TargetStore(knex);
    const backend = () =>
      new Claims({ knex, longestIntervalMs: hour, leaseMs });
    const add = (name: string, dueAt = noon) =>
      targets.save(boundTarget(name), ['a'], () => dueAt);
    for (const name of names) await add(name);
    /** Titles of the claimed targets. */
    const claim = async (now: number, limit = 10, slowLimit = 10) => {
      const claims = await backend().claim({ now, limit, slowLimit });
      return claims.map(({ target }) => target.stackArn);
    };
    const probe = (name: string, now: number, isSilent = false) =>
      engineFor(knex, async () => (isSilent ? failureAt(now) : resultAt(now)), {
        clock: () => now,
      }).prober.probeNow(boundTarget(name).id, 'a');
    const setDue = (name: string, row: object) =>
      knex('checks')
        .where({ target_id: boundTarget(name).id })
        .update(row);
    return { knex, targets, backend, add, claim, probe, setDue };
  }

  it('gives a due check to one backend until its lease expires or a result is stored', async () => {
    const { claim, probe, setDue } = await setUp('one', 'two');
    expect(await claim(noon - 1)).toEqual([]);
    const claimed = await Promise.all([claim(noon), claim(noon), claim(noon)]);
    expect(claimed.flat().sort()).toEqual(['one', 'two']);

    await setDue('one', { lease_until: 0 });
    await probe('one', noon + 100);
    expect(await claim(noon + leaseMs - 1)).toEqual([]);
    expect(await claim(noon + leaseMs)).toEqual(['two']);
    expect((await claim(noon + 60_000)).sort()).toEqual(['one', 'two']);
  });

  it('gives each of many checks once to backends that claim at the same time', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `t${index}`);
    const { claim } = await setUp(...names);
    const claimed = await Promise.all(
      Array.from({ length: 12 }, () => claim(noon, 7)),
    );
    const rest = await claim(noon, 100);
    expect([...claimed.flat(), ...rest].sort()).toEqual([...names].sort());
  });

  it('claims at most the requested number', async () => {
    const { claim } = await setUp('a', 'b', 'c', 'd');
    expect(await claim(noon, 3)).toHaveLength(3);
    expect(await claim(noon, 3)).toHaveLength(1);
    expect(await claim(noon, 0)).toEqual([]);
  });

  it('prefers checks without a result, then those that are due for longer', async () => {
    const { add, claim, probe } = await setUp('old');
    await probe('old', noon);
    await add('new', noon + 100_000);
    await add('newer', noon + 100_001);
    const now = noon + 120_000;
    expect(await claim(now, 1)).toEqual(['new']);
    expect(await claim(now, 1)).toEqual(['newer']);
    expect(await claim(now, 1)).toEqual(['old']);
  });

  it('does not prefer a check whose probe ended without a result', async () => {
    const { add, claim, probe, setDue } = await setUp('broken');
    expect(await claim(noon)).toEqual(['broken']);
    await add('working');
    await probe('working', noon);
    await setDue('working', { next_due_at: noon - 1 });
    // Both are due. The lease of one has expired, and the other is due for a millisecond longer.
    expect(await claim(noon + leaseMs, 1)).toEqual(['working']);
    expect(await claim(noon + leaseMs, 1)).toEqual(['broken']);
  });

  it('limits the number of slow ones', async () => {
    const { claim, setDue } = await setUp('s1', 's2', 's3', 'quick');
    for (const name of ['s1', 's2', 's3']) await setDue(name, { slow: true });
    const [quick, slow, ...more] = (await claim(noon, 3, 1)).sort();
    expect([quick, more]).toEqual(['quick', []]);
    expect(slow).toMatch(/^s/);
    expect(await claim(noon, 3, 0)).toEqual([]);
    expect(await claim(noon, 3, 5)).toHaveLength(2);
  });

  it('claims nothing of a target that was removed', async () => {
    const { targets, claim, backend } = await setUp('one');
    await targets.keep('component:default/one', [], noon);
    expect(await claim(noon + 100 * hour)).toEqual([]);
    expect(await backend().claimOne(boundTarget('one').id, 'a', noon)).toBe(
      'gone',
    );
  });

  it('claims one check that is not due, unless somebody holds it', async () => {
    const { backend } = await setUp('one');
    const { id: targetId } = boundTarget('one');
    const early = noon - 1_000;
    const claim = await backend().claimOne(targetId, 'a', early);
    expect(claim).toMatchObject({ target: { id: targetId } });
    expect(await backend().claimOne(targetId, 'a', early + 1)).toBeUndefined();
    if (claim && claim !== 'gone') await backend().release([claim.leaseId]);
    expect(await backend().claimOne(targetId, 'a', early + 1)).toBeDefined();
    expect(await backend().claimOne('other', 'a', early)).toBe('gone');
    expect(await backend().claimOne(targetId, 'b', early)).toBe('gone');
  });

  it('claims a check that is due later than possible, because the clock was set back', async () => {
    const { claim, setDue } = await setUp('one', 'two');
    await setDue('one', { next_due_at: noon + 2 * hour });
    await setDue('two', { next_due_at: noon + 2 * hour + 1 });
    expect(await claim(noon)).toEqual(['two']);
  });

  it('ignores a lease that ends later than possible, because the clock was set back', async () => {
    const { claim, setDue } = await setUp('one', 'two');
    await setDue('one', { lease_until: noon + 2 * leaseMs });
    await setDue('two', { lease_until: noon + 2 * leaseMs + 1 });
    expect(await claim(noon)).toEqual(['two']);
  });
});
