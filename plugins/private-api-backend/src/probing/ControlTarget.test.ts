import type { ProbeResult } from '@private-serverless/probe';
import { ControlTarget } from './ControlTarget';

const noon = Date.parse('2026-03-12T12:00:00.000Z');
const policy = { allowedCidrs: ['10.0.0.0/8'] };

const result = (reachable: boolean): ProbeResult => ({
  target: 'control',
  vantage: 'v',
  at: new Date(noon).toISOString(),
  reachable,
  healthy: reachable,
  addresses: [],
  timings: {},
  ...(!reachable && {
    failure: { phase: 'tcp', code: 'tunnel.timeout', message: 'silent' },
  }),
});

function setUp(control?: string) {
  let now = noon;
  const probes: string[] = [];
  const ending: Array<(reachable: boolean) => void> = [];
  const target = new ControlTarget(
    {
      config: { id: 'v', title: 'V', control },
      probe: ({ url }, { allowedHosts, allowedPorts, allowedCidrs }) => {
        probes.push(
          `${url} ${allowedHosts.exact} ${allowedPorts} ${allowedCidrs}`,
        );
        return new Promise(resolve => {
          ending.push(reachable => resolve(result(reachable)));
        });
      },
    },
    policy,
    () => now,
  );
  return {
    target,
    probes,
    /** Ends the probe that started first. */
    end: (reachable: boolean) => ending.shift()!(reachable),
    after: (ms: number) => {
      now += ms;
    },
  };
}

const url = 'https://status.acme.internal:8443/';

describe('a vantage with a control target', () => {
  it.each([
    [true, 'responds'],
    [false, 'fails'],
  ])('works if its response is %s: it %s', async (reachable, state) => {
    const { target, probes, end } = setUp(url);
    const judged = target.judge('orders', noon, 60_000);
    end(reachable);
    expect(await judged).toMatchObject({
      state,
      message: expect.stringContaining('status.acme.internal:8443'),
    });
    expect(probes).toEqual([`${url} status.acme.internal 8443 10.0.0.0/8`]);
  });

  it('is asked once for many silent targets, and again for a later failure', async () => {
    const { target, probes, end, after } = setUp(url);
    after(10_000);
    const judged = ['a', 'b', 'c'].map(id => target.judge(id, noon, 60_000));
    end(true);
    await Promise.all(judged);
    // Its probe started after the failure.
    expect(await target.judge('d', noon + 10_000, 60_000)).toMatchObject({
      state: 'responds',
    });
    expect(probes).toHaveLength(1);

    after(1);
    const later = target.judge('a', noon + 10_001, 60_000);
    end(false);
    expect(await later).toMatchObject({ state: 'fails' });
    expect(probes).toHaveLength(2);
  });

  it('is asked again if the running probe started before the failure', async () => {
    const { target, probes, end, after } = setUp(url);
    const first = target.judge('a', noon, 60_000);
    after(5_000);
    const second = target.judge('b', noon + 5_000, 60_000);
    expect(probes).toHaveLength(2);
    end(false);
    end(true);
    expect((await first).state).toBe('fails');
    expect((await second).state).toBe('responds');
  });
});

it('does not keep a verdict because the clock of the system is set back', async () => {
  const states: boolean[] = [false, true];
  const target = new ControlTarget(
    {
      config: { id: 'v', title: 'V', control: url },
      probe: async () => result(states.shift()!),
    },
    policy,
  );
  const clock = jest.spyOn(Date, 'now');
  try {
    expect((await target.judge('a', target.now(), 60_000)).state).toBe('fails');
    clock.mockReturnValue(Date.now() - 3_600_000);
    expect((await target.judge('a', target.now(), 60_000)).state).toBe(
      'responds',
    );
  } finally {
    clock.mockRestore();
  }
});

describe('a vantage without a control target', () => {
  it('works if another target responded within the interval', async () => {
    const { target, after } = setUp();
    expect((await target.judge('a', noon, 60_000)).state).toBe('none');
    target.responded('a');
    expect((await target.judge('a', noon, 60_000)).state).toBe('none');
    target.responded('b');
    target.responded('a');
    after(60_000);
    expect((await target.judge('a', noon, 60_000)).state).toBe('responds');
    after(1);
    expect((await target.judge('a', noon, 60_000)).state).toBe('none');
  });
});
