import { ConfigReader } from '@backstage/config';
import type { ProbeResult } from '@private-serverless/probe';
import { memoryStore } from '../__testUtils__/store';
import { readProbingConfig } from '../config/readProbingConfig';
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

async function setUp() {
  const config = readProbingConfig(new ConfigReader({}), []);
  const store = await memoryStore();
  await store.saveTarget(
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
    });
  return { store, backend };
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
    const { store, backend } = await setUp();
    const prober = backend(async () => {
      await store.keepTargets(entityRef, []);
      return failure(noon);
    });
    expect(await prober.probe(id, 'backend')).toBe(false);
    expect(await store.checksWithHistory(id, 10)).toEqual([]);
  });
});
