import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { ConfigReader } from '@backstage/config';
import type { ProbeResult } from '@private-serverless/probe';
import knexFactory from 'knex';
import { memoryStores } from '../__testUtils__/store';
import { readProbingConfig } from '../config/readProbingConfig';
import { EntryPartStore } from '../entry/EntryPartStore';
import type { EntryParts } from '../entry/EntryParts';
import type { PartValues } from '../entry/EntryState';
import { EntryStates } from '../entry/EntryStates';
import { migrate } from '../store/migrations';
import { targetId } from '../targets/Target';
import { TargetProber } from './TargetProber';
import type { Vantage } from './Vantage';

const entityRef = 'component:default/orders';
const id = targetId(entityRef, 'orders');
const noon = Date.parse('2026-03-12T12:00:00.000Z');

const failure = (at: number): ProbeResult => ({
  target: id,
  vantage: 'backend',
  at: new Date(at).toISOString(),
  reachable: false,
  healthy: false,
  private: true,
  addresses: ['10.0.0.1'],
  timings: {},
  failure: { phase: 'tcp', code: 'tcp.timeout', message: 'no response' },
});

async function setUp({
  parts,
  entries,
}: { parts?: EntryParts; entries?: EntryStates } = {}) {
  const config = readProbingConfig(new ConfigReader({}), []);
  const { store, targets } = await memoryStores();
  await targets.save(
    {
      id,
      entityRef,
      stackArn: 'orders',
      syncedAt: noon,
      binding: {
        environmentId: 'dev',
        stackName: 'orders',
        url: 'https://orders.acme.internal/health',
        endpointUrl: 'https://orders.acme.internal',
        entry: 'alb',
        ownedHosts: [],
        parts,
      },
    },
    ['backend'],
  );
  /** One of several backends with the same database. */
  const backend = (probe: Vantage['probe']) =>
    new TargetProber({
      config,
      store,
      vantages: [{ config: config.vantages[0], probe }],
      entries,
    });
  return { store, targets, backend };
}

describe('TargetProber', () => {
  it('counts simultaneous results of two backends separately', async () => {
    const { store, backend } = await setUp();
    let probing = 0;
    let bothProbe = () => {};
    const both = new Promise<void>(resolve => {
      bothProbe = resolve;
    });
    // Both backends read the record before either of them has a result.
    const at = (time: number) => async () => {
      probing += 1;
      if (probing === 2) {
        bothProbe();
      }
      await both;
      return failure(time);
    };
    await Promise.all([
      backend(at(noon)).probe(id, 'backend'),
      backend(at(noon + 1)).probe(id, 'backend'),
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
    await backend(async (_, policy) => {
      vpc = policy.vpc;
      return failure(noon);
    }).probe(id, 'backend');
    expect(vpc).toEqual({
      unknown: 'the stack was synced before its VPC was described',
    });
  });

  it('stores nothing for a target that is deleted during the probe', async () => {
    const { store, targets, backend } = await setUp();
    const prober = backend(async () => {
      await targets.keep(entityRef, [], noon);
      return failure(noon);
    });
    expect(await prober.probe(id, 'backend')).toBe(false);
    expect(await store.checksWithHistory(id, 10)).toEqual([]);
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
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
    });
    await migrate(knex);
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
      await backend(async () => result).probe(id, 'backend');
    };
    return { dueKinds, probe, entries };
  }

  const healthy = (at: number): ProbeResult => ({
    ...failure(at),
    reachable: true,
    healthy: true,
    failure: undefined,
  });

  it('makes it due after a change of the state and after each failure, and not after a healthy probe', async () => {
    const { dueKinds, probe, entries } = await setUpEntry();
    const all = ['balancer', 'listeners', 'targets'];
    await probe(healthy(noon + 1));
    // Up, after no data: a change. It was read less than a minute ago, so it is due when a minute has passed.
    expect(await dueKinds()).toEqual([]);
    await probe(healthy(noon + 61_000));
    expect(await dueKinds()).toEqual(all);
    await entries.refresh();
    expect(await dueKinds()).toEqual([]);
    await probe(healthy(noon + 130_000));
    expect(await dueKinds()).toEqual([]);
    await probe(failure(noon + 200_000));
    expect(await dueKinds()).toEqual(all);
    await entries.refresh();
    await probe(failure(noon + 300_000));
    expect(await dueKinds()).toEqual(all);
  });

  it('does not make it due if the vantage can be the cause', async () => {
    const { dueKinds, probe, entries } = await setUpEntry();
    const blind = (at: number): ProbeResult => ({
      ...failure(at),
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
      ...failure(at),
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
