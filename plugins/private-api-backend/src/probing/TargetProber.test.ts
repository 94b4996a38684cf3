import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { ConfigReader } from '@backstage/config';
import type { ProbeResult } from '@private-serverless/probe';
import {
  boundTarget,
  engineFor,
  failureAt,
  noon,
  resultAt,
} from '../__testUtils__/engine';
import { memoryDatabase, memoryStores } from '../__testUtils__/store';
import { EntryPartStore } from '../entry/EntryPartStore';
import type { EntryParts } from '../entry/EntryParts';
import type { PartValues } from '../entry/EntryState';
import { EntryStates } from '../entry/EntryStates';
import type { EngineOptions } from './Engine';

const orders = boundTarget('orders');
const { id } = orders;

async function setUp({
  parts,
  entries,
}: { parts?: EntryParts; entries?: EntryStates } = {}) {
  const { knex, store, targets } = await memoryStores();
  await targets.save(
    { ...orders, binding: { ...orders.binding!, parts }, reason: undefined },
    ['a'],
  );
  /** One of several backends with the same database. */
  const backend = (
    probe: Parameters<typeof engineFor>[1],
    options: Partial<EngineOptions> = {},
  ) =>
    engineFor(knex, probe, { entries, clock: () => noon, ...options }).prober;
  return { knex, store, targets, backend };
}

describe('TargetProber', () => {
  it('counts simultaneous probes of two backends separately', async () => {
    const { store, backend } = await setUp();
    let now = noon;
    let running = 0;
    const probe = async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise(resolve => setImmediate(resolve));
      running -= 1;
      now += 1;
      return failureAt(now);
    };
    await Promise.all([
      backend(probe).probeNow(id, 'a'),
      backend(probe).probeNow(id, 'a'),
    ]);
    const [check] = await store.checksWithHistory(id, 10);
    expect(check.record).toMatchObject({
      state: 'suspect',
      consecutiveFailures: 2,
    });
    expect(check.history).toHaveLength(2);
  });

  it('knows no ranges of the VPC for a target that an earlier version has stored', async () => {
    const { backend } = await setUp();
    let vpc: unknown;
    await backend(async request => {
      vpc = request.vpc;
      return failureAt(noon);
    }).probeNow(id, 'a');
    expect(vpc).toEqual({
      unknown: 'the stack was synced before its VPC was described',
    });
  });

  it('stores nothing for a target that is deleted during the probe', async () => {
    const { store, targets, backend } = await setUp();
    const prober = backend(async () => {
      await targets.keep(orders.entityRef, [], noon);
      return failureAt(noon);
    });
    expect(await prober.probeNow(id, 'a')).toBe(false);
    expect(await prober.probeNow(id, 'a')).toBe(false);
    expect(await store.checksWithHistory(id, 10)).toEqual([]);
  });

  it('honors the threshold, the interval and the maintenance of the entity', async () => {
    const { knex, store, targets, backend } = await setUp();
    const settings = { intervalMs: 300_000, latencyThresholdMs: 10 };
    const window = { from: noon + 400, until: noon + 500 };
    await targets.save(
      boundTarget('orders', {
        settings: { ...settings, maintenance: [window] },
      }),
      ['a'],
    );
    const states: unknown[] = [];
    for (const ms of [100, 200, 300, 400]) {
      const probe = async () => resultAt(noon + ms);
      await backend(probe, { clock: () => noon + ms }).probeNow(id, 'a');
      const [check] = await store.checksWithHistory(id, 10);
      states.push(check.record?.state);
      expect(check.nextDueAt).toBe(noon + 300_000);
    }
    expect(states).toEqual(['up', 'up', 'degraded', 'maintenance']);
    expect(await knex('rollups').first()).toMatchObject({
      healthy: 3,
      maintenance: 1,
    });
    expect(await knex('states').first()).toMatchObject({
      state: 'maintenance',
      since: window.from,
      stale_at: noon + 400 + 900_000,
    });
  });
});

describe("TargetProber with AWS's side of the entry", () => {
  const parts = {
    loadBalancerArn: 'arn:lb',
    targetGroupArn: 'arn:tg',
    endpointId: 'vpce-1',
  };
  const certificateArn = 'arn:aws:acm:eu-central-1:111111111111:certificate/a';
  const working: Partial<PartValues> = {
    balancer: { name: 'orders', scheme: 'internal', state: 'active' },
    listeners: [{ port: 443, protocol: 'HTTPS', certificateArn }],
    targets: { targets: [{ id: '10.0.3.7', state: 'healthy' }] },
    certificate: { status: 'ISSUED', notAfter: '2036-01-01T00:00:00.000Z' },
  };
  const environments = readEnvironments(
    new ConfigReader({
      privateServerless: {
        environments: [
          { id: 'dev', accountId: '111111111111', region: 'eu-central-1' },
        ],
      },
    }),
  );

  /** A target whose parts were read at noon, and whose last probe was healthy. */
  async function setUpEntry() {
    const knex = await memoryDatabase();
    const store = new EntryPartStore(knex);
    const time = { now: noon };
    const entries = new EntryStates({
      environments,
      store,
      reader: {
        isPaused: () => false,
        read: async (_, keys) =>
          keys.map(({ kind }) => ({ value: working[kind]! })),
      },
      clock: () => time.now,
    });
    const { backend } = await setUp({ parts, entries });
    const dueKinds = async () => {
      const due = await store.due({
        environmentIds: ['dev'],
        now: time.now,
        limit: 100,
      });
      return due.map(({ key }) => key.kind).sort();
    };
    await entries.use({ environmentId: 'dev', parts });
    await entries.refresh();
    const probe = async (result: ProbeResult) => {
      time.now = Date.parse(result.at);
      const options = { clock: () => time.now };
      await backend(async () => result, options).probeNow(id, 'a');
    };
    return { dueKinds, probe, entries };
  }

  it('makes it due after a change of the state and after each failure, and not after a healthy probe', async () => {
    const { dueKinds, probe, entries } = await setUpEntry();
    const all = ['balancer', 'listeners', 'targets'];
    await probe(resultAt(noon + 1));
    // Up, after no data: a change. It was read less than a minute ago, so it is due when a minute has passed.
    expect(await dueKinds()).toEqual([]);
    await probe(resultAt(noon + 61_000));
    expect(await dueKinds()).toEqual(all);
    await entries.refresh();
    expect(await dueKinds()).toEqual([]);
    await probe(resultAt(noon + 130_000));
    expect(await dueKinds()).toEqual([]);
    await probe(failureAt(noon + 200_000));
    expect(await dueKinds()).toEqual(all);
    await entries.refresh();
    await probe(failureAt(noon + 300_000));
    expect(await dueKinds()).toEqual(all);
  });

  it('does not make it due if the vantage can be the cause', async () => {
    const { dueKinds, probe, entries } = await setUpEntry();
    const blind = (at: number): ProbeResult => ({
      ...failureAt(at),
      failure: { phase: 'dns', code: 'dns.timeout', message: 'no response' },
    });
    await probe(blind(noon + 61_000));
    await entries.refresh();
    await probe(blind(noon + 200_000));
    expect(await dueKinds()).toEqual([]);
  });

  it('makes the certificate due after a failure of TLS', async () => {
    const { dueKinds, probe } = await setUpEntry();
    const expired = (at: number): ProbeResult => ({
      ...failureAt(at),
      failure: { phase: 'tls', code: 'tls.expired', message: 'expired' },
    });
    await probe(expired(noon + 61_000));
    expect(await dueKinds()).toEqual([
      'balancer',
      'certificate',
      'listeners',
      'targets',
    ]);
  });
});
