import { policy, startNetwork, target } from './__testUtils__/network';
import { diagnose } from './diagnosis/diagnose';
import { nextHealth } from './health/nextHealth';
import { GuardPolicy } from './types';

const inside = '2600:1f18:aa:bb00::5';
const outside = '2600:1f18:aa:cc00::5';
const known: GuardPolicy['vpc'] = { cidrs: ['2600:1f18:aa:bb00::/56'] };
const unknown: GuardPolicy['vpc'] = { unknown: 'ec2:DescribeVpcs is denied' };

let network: Awaited<ReturnType<typeof startNetwork>>;
let ipv4: string;
beforeAll(async () => {
  network = await startNetwork();
  ipv4 = await network.serve('both.acme.test', (_, response) =>
    response.end('ok'),
  );
  const route = network.routes[`${ipv4}:443`];
  network.routes[`[${inside}]:443`] = route;
  network.routes[`[${outside}]:443`] = route;
});
afterAll(() => network.close());

/** Probes the name after the resolver has these AAAA records. */
async function probe(aaaa: string[], vpc?: GuardPolicy['vpc'], a = [ipv4]) {
  network.zone['both.acme.test'] = { a, aaaa };
  const before = network.tunnel.lines.length;
  const prober = network.prober({ policy: { ...policy, vpc } });
  const result = await prober.probe(target('both.acme.test'));
  return { result, connections: network.tunnel.lines.slice(before) };
}

it('connects to a global unicast IPv6 address of the VPC, and calls it private', async () => {
  const { result, connections } = await probe([inside], known, []);
  expect(connections).toEqual([`[${inside}]:443`]);
  expect(result).toMatchObject({
    healthy: true,
    private: true,
    addresses: [inside],
    connectedTo: `[${inside}]:443`,
  });
  expect(nextHealth(undefined, result).state).toBe('up');
  const both = await probe([inside], known);
  expect(both.result).toMatchObject({
    healthy: true,
    private: true,
    addresses: [ipv4, inside],
  });
});

it.each([undefined, known])(
  'does not connect to one outside of the VPC %j: exposed',
  async vpc => {
    const { result, connections } = await probe([outside], vpc);
    expect(connections).toEqual([]);
    expect(result).toMatchObject({
      healthy: false,
      private: false,
      failure: { code: 'dns.public_answer', address: outside },
    });
    expect(nextHealth(undefined, result).state).toBe('exposed');
  },
);

it('does not connect if the ranges are not known: neither exposed nor private', async () => {
  const { result, connections } = await probe([inside], unknown);
  expect(connections).toEqual([]);
  expect(result).toMatchObject({
    healthy: false,
    private: undefined,
    failure: { code: 'policy.vpc_unknown', address: inside },
  });
  expect(nextHealth(undefined, result)).toMatchObject({
    state: 'unknown',
    reason: 'policy.vpc_unknown',
    note: expect.stringContaining('ec2:DescribeVpcs is denied'),
    consecutiveFailures: 0,
  });
  const { hops } = diagnose(result, 'endpoint');
  expect(new Set(hops.map(({ state }) => state))).toEqual(new Set(['unknown']));
  expect(hops[0].evidence).toContain('ec2:DescribeVpcs is denied');
});

it('is no longer exposed if the ranges are not known, and up again after two successes in the VPC', async () => {
  const exposed = nextHealth(undefined, (await probe([inside])).result);
  expect(exposed.state).toBe('exposed');
  const withoutRanges = (await probe([inside], unknown)).result;
  expect(nextHealth(exposed, withoutRanges).state).toBe('unknown');
  const { result } = await probe([inside], known);
  const first = nextHealth(exposed, result);
  expect(first.state).toBe('exposed');
  expect(nextHealth(first, result).state).toBe('up');
});

it('stays up or becomes exposed by an IPv4 address, whatever is known of the VPC', async () => {
  const privateOnly = await probe([], unknown);
  expect(privateOnly.result).toMatchObject({ healthy: true, private: true });
  const { result } = await probe([inside], unknown, [ipv4, '8.8.8.8']);
  expect(nextHealth(undefined, result).state).toBe('exposed');
});
