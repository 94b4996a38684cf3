import { createEmptyDatabases } from '../__testUtils__/databases';
import { noon } from '../__testUtils__/engine';
import { entry, storedProof, violation } from '../__testUtils__/proofs';
import { ProofStore } from './ProofStore';

const databases = createEmptyDatabases();
const take = { environmentIds: ['dev'], leaseMs: 60_000, limit: 10 };

describe.each(databases.eachSupportedId())('ProofStore, %s', id => {
  async function setUp() {
    const knex = await databases.init(id);
    const store = new ProofStore(knex);
    await store.use(entry, noon);
    return { knex, store };
  }
  const stored = async (store: ProofStore) =>
    (await store.entries(['t1'])).get('t1');

  it('stores a proof with what exposes the service', async () => {
    const { store } = await setUp();
    const [taken] = await store.take({ ...take, now: noon });
    const latest = storedProof([violation], {
      exposed: { evidence: 'Open.\0', advice: 'Close it.', since: noon },
    });
    await store.save(taken, latest, noon + 1_000);
    expect(await stored(store)).toEqual({
      ...entry,
      dueAt: noon + 1_000,
      latest,
    });
    expect((await store.facts(['t1', 't2'])).get('t1')).toEqual({
      verdict: 'violated',
      since: noon,
      checkedAt: noon,
      hasChanged: false,
      exposed: latest.exposed,
    });
  });

  it('gives a stack that is due to one of two backends, and again after the lease', async () => {
    const { store } = await setUp();
    const both = await Promise.all([
      store.take({ ...take, now: noon }),
      store.take({ ...take, now: noon }),
    ]);
    expect(both.flat()).toHaveLength(1);
    expect(await store.take({ ...take, now: noon + 59_999 })).toEqual([]);
    expect(await store.take({ ...take, now: noon + 60_000 })).toHaveLength(1);
  });

  it('does not take the stacks of environments that cannot be read', async () => {
    const { store } = await setUp();
    const other = { ...take, environmentIds: ['prod'], now: noon };
    expect(await store.take(other)).toEqual([]);
  });

  it('makes a stack due only if it has changed', async () => {
    const { store } = await setUp();
    const [taken] = await store.take({ ...take, now: noon });
    await store.save(taken, storedProof(), noon + 1_000);
    await store.use(entry, noon + 10);
    expect(await stored(store)).toMatchObject({ dueAt: noon + 1_000 });
    await store.use({ ...entry, revision: 'r2' }, noon + 20);
    expect(await stored(store)).toMatchObject({
      revision: 'r2',
      dueAt: noon + 20,
      latest: { revision: 'r1' },
    });
    await store.use(
      { ...entry, revision: 'r2', environmentId: 'prod' },
      noon + 30,
    );
    expect(await stored(store)).toMatchObject({
      environmentId: 'prod',
      dueAt: noon + 30,
    });
  });

  it('keeps a stack due that changes while it is verified', async () => {
    const { store } = await setUp();
    const [taken] = await store.take({ ...take, now: noon });
    await store.use({ ...entry, revision: 'r2' }, noon + 5);
    await store.save(taken, storedProof(), noon + 1_000);
    expect(await stored(store)).toMatchObject({
      dueAt: noon + 5,
      revision: 'r2',
      latest: { revision: 'r1', verdict: 'private' },
    });
  });

  it('has a current proof of a change that no sync has seen', async () => {
    const { store } = await setUp();
    const [taken] = await store.take({ ...take, now: noon });
    const latest = storedProof([], { revision: 'r2' });
    await store.save({ ...taken, revision: 'r2' }, latest, noon + 1_000);
    expect(await stored(store)).toMatchObject({ revision: 'r2', latest });
    expect((await store.facts(['t1'])).get('t1')!.hasChanged).toBe(false);
  });

  it('keeps a later proof of another backend', async () => {
    const { store } = await setUp();
    const later = storedProof([violation], { checkedAt: noon + 100 });
    await store.save(entry, later, noon + 1_000);
    await store.save(entry, storedProof(), noon + 1_000);
    expect(await stored(store)).toMatchObject({ latest: later });
  });

  it('keeps the proof of a try that fails, and forgets the problem with the next proof', async () => {
    const { store } = await setUp();
    await store.save(entry, storedProof(), noon + 1_000);
    const failed = (await stored(store))!;
    await store.postpone(failed, noon + 2_000, `\0${'x'.repeat(300)}`);
    expect(await stored(store)).toMatchObject({
      dueAt: noon + 2_000,
      problem: 'x'.repeat(255),
      latest: { verdict: 'private' },
    });
    await store.save(failed, storedProof(), noon + 3_000);
    expect((await stored(store))!.problem).toBeUndefined();
  });

  it('deletes the proofs of targets that the catalog no longer has', async () => {
    const { knex, store } = await setUp();
    await store.use({ ...entry, targetId: 't2' }, noon);
    await store.use({ ...entry, targetId: 't3' }, noon);
    const target = (target_id: string, removed_at: number | null) => ({
      id: target_id,
      entity_ref: 'component:default/orders',
      stack_arn: entry.stackArn,
      knowledge: '{}',
      synced_at: noon,
      removed_at,
    });
    await knex('targets').insert([target('t1', null), target('t2', noon)]);
    expect(await store.entityOf('t1')).toBe('component:default/orders');
    expect(await store.entityOf('t2')).toBeUndefined();
    expect(await store.deleteUnused()).toBe(2);
    expect(await knex('proofs').pluck('target_id')).toEqual(['t1']);
    await store.delete('t1');
    expect(await knex('proofs').pluck('target_id')).toEqual([]);
  });
});
