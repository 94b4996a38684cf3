import { startNetwork, target } from './__testUtils__/network';

describe('a name with several addresses', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;
  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  const refused = {
    status: 502,
    headers: { 'proxy-status': 'acme; error=connection_refused' },
  };

  /** Serves the name at an address, and adds two more addresses with these routes. */
  const serveWith = async (
    name: string,
    others: Array<typeof refused | 'silent'>,
  ) => {
    const working = await network.serve(name, (_, response) =>
      response.end('ok'),
    );
    const dead = others.map((route, index) => {
      const address = `10.3.${name.length}.${index + 1}`;
      network.routes[`${address}:443`] = route;
      return address;
    });
    network.zone[name] = { a: [working, ...dead] };
    return { working, dead };
  };

  it('starts with another address each time', async () => {
    const { working } = await serveWith('rotate.acme.test', []);
    const port = network.routes[`${working}:443`];
    network.routes['10.3.0.7:443'] = port;
    network.routes['10.3.0.8:443'] = port;
    network.zone['rotate.acme.test'] = {
      a: [working, '10.3.0.7', '10.3.0.8'],
    };
    const prober = network.prober();
    const used: string[] = [];
    for (let probe = 0; probe < 6; probe++) {
      const result = await prober.probe(target('rotate.acme.test'));
      expect(result.healthy).toBe(true);
      used.push(result.connectedTo!);
    }
    expect(new Set(used.slice(0, 3)).size).toBe(3);
    expect(used.slice(3)).toEqual(used.slice(0, 3));
  });

  it('goes on to the next address and reports every attempt', async () => {
    const { working, dead } = await serveWith('one-dead.acme.test', [refused]);
    const prober = network.prober();
    const results = [
      await prober.probe(target('one-dead.acme.test')),
      await prober.probe(target('one-dead.acme.test')),
    ];
    expect(results.map(({ healthy }) => healthy)).toEqual([true, true]);
    const tried = results.map(({ attempts }) => attempts!.length).sort();
    expect(tried).toEqual([1, 2]);
    const both = results.find(({ attempts }) => attempts!.length === 2)!;
    expect(both.attempts).toMatchObject([
      { address: dead[0], failure: { code: 'tcp.refused', port: 443 } },
      { address: working },
    ]);
    expect(both.attempts![1]).not.toHaveProperty('failure');
    expect(both.connectedTo).toBe(`${working}:443`);
  });

  it('divides the time among the addresses, so a silent one does not use all of it', async () => {
    const { working } = await serveWith('silent.acme.test', [
      'silent',
      'silent',
    ]);
    const prober = network.prober({ timeoutMs: 1500 });
    for (let probe = 0; probe < 3; probe++) {
      const result = await prober.probe(target('silent.acme.test'));
      expect(result).toMatchObject({
        healthy: true,
        connectedTo: `${working}:443`,
      });
    }
  });

  it('fails if all of them do', async () => {
    await serveWith('all-dead.acme.test', [refused, refused]);
    network.zone['all-dead.acme.test'].a!.shift();
    const result = await network.prober().probe(target('all-dead.acme.test'));
    expect(result).toMatchObject({
      healthy: false,
      failure: { code: 'tcp.refused' },
    });
    expect(result.attempts).toHaveLength(2);
  });

  it('does not try the next address after a response', async () => {
    const identity = await network.authority.issue({
      names: ['other.acme.test'],
    });
    const first = await network.serve('answer.acme.test', () => {}, {
      identity,
    });
    network.zone['answer.acme.test'] = { a: [first, '10.9.9.9'] };
    const prober = network.prober();
    const results = [
      await prober.probe(target('answer.acme.test')),
      await prober.probe(target('answer.acme.test')),
    ];
    const answered = results.find(
      ({ attempts }) => attempts![0].address === first,
    )!;
    expect(answered.attempts).toHaveLength(1);
    expect(answered.failure).toMatchObject({
      code: 'tls.hostname',
      address: first,
    });
  });
});
