import { startNetwork, target } from '../__testUtils__/network';

describe('name resolution', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  const failureOf = async (host: string) => {
    const result = await network.prober().probe(target(host));
    expect(result).toMatchObject({ reachable: false, healthy: false });
    // The prober must not connect to an address that the guard rejected.
    expect(network.tunnel.lines).toEqual([]);
    return result;
  };

  it.each([
    ['a name that does not exist', 'missing', 'dns.nxdomain', undefined],
    ['a name without addresses', 'empty', 'dns.nodata', undefined],
    ['a SERVFAIL response', 'broken', 'dns.servfail', undefined],
    ['a REFUSED response', 'refused', 'dns.refused', undefined],
    ['an answer without its addresses', 'stripped', 'dns.filtered', undefined],
    ['an explained refusal', 'explained', 'dns.filtered', undefined],
    ['an error for A records only', 'denied', 'dns.filtered', undefined],
    ['a label that is too long', 'l'.repeat(64), 'dns.invalid_name', undefined],
    ['a public address', 'public', 'dns.public_answer', false],
    ['a public IPv6 address only', 'public6', 'dns.public_answer', false],
    [
      'one public address among private ones',
      'mixed',
      'dns.public_answer',
      false,
    ],
    [
      'a public IPv6 address beside a private IPv4 address',
      'mixed6',
      'dns.public_answer',
      false,
    ],
  ])('reports a failure for %s', async (_, name, code, isPrivate) => {
    Object.assign(network.zone, {
      'empty.acme.test': {},
      'broken.acme.test': { rcode: 'SERVFAIL' },
      'refused.acme.test': { rcode: 'REFUSED' },
      'stripped.acme.test': { a: ['10.1.0.1'], stripped: true },
      'denied.acme.test': { aRcode: 'SERVFAIL' },
      'explained.acme.test': {
        rcode: 'REFUSED',
        additionals: [
          {
            type: 'TXT',
            name: 'explanation.invalid',
            data: 'blocked by DNS rebinding protection',
          },
        ],
      },
      'public.acme.test': { a: ['93.184.216.34'] },
      'public6.acme.test': { aaaa: ['2600:1f18::1'] },
      'mixed.acme.test': { a: ['10.1.0.1', '93.184.216.34'] },
      'mixed6.acme.test': { a: ['10.1.0.1'], aaaa: ['2600:1f18::1'] },
    });
    const result = await failureOf(`${name}.acme.test`);
    expect(result.failure).toMatchObject({ phase: 'dns', code });
    expect(result.private).toBe(isPrivate);
  });

  it.each([
    '169.254.169.254',
    '127.0.0.1',
    'fd00:ec2::254',
    '64:ff9b::a9fe:a9fe',
    '::ffff:127.0.0.1',
  ])('rejects the address %s, which is always denied', async address => {
    const key = address.includes(':') ? 'aaaa' : 'a';
    network.zone['rebound.acme.test'] = { [key]: [address] };
    const result = await failureOf('rebound.acme.test');
    expect(result.failure).toMatchObject({
      phase: 'guard',
      code: 'policy.address',
    });
    expect(result.private).toBeUndefined();
  });

  it('reports dns.misrouted if a name of API Gateway resolves to a public address', async () => {
    const host = 'abc123.execute-api.eu-central-1.amazonaws.com';
    network.zone[host] = { a: ['52.94.1.1'] };
    const result = await network.prober().probe(target(host), {
      allowedHosts: { suffixes: [], exact: [host] },
      allowedCidrs: ['10.0.0.0/8'],
    });
    expect(result.failure).toMatchObject({
      phase: 'dns',
      code: 'dns.misrouted',
    });
    expect(result.addresses).toEqual(['52.94.1.1']);
  });

  it('reports dns.timeout if the resolver does not respond', async () => {
    network.zone['silent.acme.test'] = { silent: true };
    const prober = network.prober({ timeoutMs: 300 });
    const result = await prober.probe(target('silent.acme.test'));
    expect(result.failure).toMatchObject({ phase: 'dns', code: 'dns.timeout' });
  });

  it('reports dns.unreachable if the resolver is not running', async () => {
    const gone = await startNetwork();
    const resolver = gone.dns.address;
    await gone.close();
    const prober = network.prober({ vantage: { id: 'lost', resolver } });
    const result = await prober.probe(target('orders.acme.test'));
    expect(result.failure).toMatchObject({
      phase: 'dns',
      code: 'dns.unreachable',
    });
  });

  it('queries A and AAAA records in every probe, without a cache', async () => {
    network.zone['moving.acme.test'] = { a: ['10.9.9.1'] };
    const prober = network.prober();
    const before = network.dns.questions.length;
    const first = await prober.probe(target('moving.acme.test'));
    network.zone['moving.acme.test'] = { aaaa: ['fd00::9'] };
    const second = await prober.probe(target('moving.acme.test'));
    expect([first.addresses, second.addresses]).toEqual([
      ['10.9.9.1'],
      ['fd00::9'],
    ]);
    expect(network.dns.questions.slice(before).sort()).toEqual([
      'A moving.acme.test',
      'A moving.acme.test',
      'AAAA moving.acme.test',
      'AAAA moving.acme.test',
    ]);
    network.tunnel.lines.length = 0;
  });

  it('uses the A record if the AAAA query fails', async () => {
    network.zone['half.acme.test'] = { a: ['10.9.9.1'], aaaaRcode: 'SERVFAIL' };
    const result = await network.prober().probe(target('half.acme.test'));
    expect(result.addresses).toEqual(['10.9.9.1']);
    network.tunnel.lines.length = 0;
  });

  it.each([
    ['https://other.test/', 'policy.host'],
    ['https://10.1.0.1/', 'policy.host'],
    ['http://orders.acme.test/', 'policy.url'],
  ])('does not resolve the name of the rejected URL %s', async (url, code) => {
    const before = network.dns.questions.length;
    const result = await network.prober().probe({ id: 'x', url });
    expect(result.failure).toMatchObject({ phase: 'guard', code });
    expect(result.private).toBeUndefined();
    expect(network.dns.questions).toHaveLength(before);
  });

  it('does not delay a name because of names without a response', async () => {
    // Four names without a response would block the thread pool of dns.lookup.
    await network.serve('quick.acme.test', (_, response) => response.end('ok'));
    network.zone['hole.acme.test'] = { silent: true };
    const prober = network.prober({ timeoutMs: 2500 });
    const holes = Array.from({ length: 20 }, () =>
      prober.probe(target('hole.acme.test')),
    );
    let holesOpen = true;
    const allHoles = Promise.all(holes).then(() => {
      holesOpen = false;
    });
    const quick = await prober.probe(target('quick.acme.test'));
    expect(quick.healthy).toBe(true);
    expect(holesOpen).toBe(true);
    await allHoles;
    network.tunnel.lines.length = 0;
  });
});
