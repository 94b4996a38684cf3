import { Route } from './__testUtils__/servers';
import { startNetwork, target } from './__testUtils__/network';
import { HealthRecord, nextHealth } from './health/nextHealth';

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
  const serveWith = async (name: string, others: Route[]) => {
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

  it('goes on after a certificate for another name, such as that of a stale record', async () => {
    const identity = await network.authority.issue({
      names: ['other.acme.test'],
    });
    const stale = await network.serve('stale.acme.test', () => {}, {
      identity,
    });
    const { working } = await serveWith('stale.acme.test', []);
    network.zone['stale.acme.test'] = { a: [stale, working] };
    const prober = network.prober();
    const states: string[] = [];
    let record: HealthRecord | undefined;
    for (let probe = 0; probe < 4; probe++) {
      const result = await prober.probe(target('stale.acme.test'));
      expect(result).toMatchObject({ healthy: true });
      record = nextHealth(record, result);
      states.push(record.state);
    }
    expect(states.slice(1)).toEqual(['degraded', 'degraded', 'degraded']);
    expect(record!.note).toBe(
      `${stale} has a certificate for another name; ${working} responds`,
    );
  });

  it('reports a certificate that is not valid before a failure that the tunnel can cause', async () => {
    const identity = await network.authority.issue({
      names: ['wrong.acme.test'],
    });
    const wrong = await network.serve('two.acme.test', () => {}, { identity });
    network.routes['10.3.9.9:443'] = { status: 503 };
    network.zone['two.acme.test'] = { a: [wrong, '10.3.9.9'] };
    const prober = network.prober();
    for (let probe = 0; probe < 2; probe++) {
      const result = await prober.probe(target('two.acme.test'));
      expect(result).toMatchObject({
        healthy: false,
        failure: { code: 'tls.hostname', address: wrong },
        connectedTo: `${wrong}:443`,
        tls: { names: ['wrong.acme.test'] },
      });
      expect(result.attempts).toHaveLength(2);
    }
  });

  it('goes on if the rules of the proxy deny one address, which is not its failure', async () => {
    const { working, dead } = await serveWith('ruled.acme.test', [
      { status: 403 },
    ]);
    const prober = network.prober();
    let record: HealthRecord | undefined;
    for (let probe = 0; probe < 4; probe++) {
      const result = await prober.probe(target('ruled.acme.test'));
      expect(result.connectedTo).toBe(`${working}:443`);
      record = nextHealth(record, result);
      expect(record.state).toBe('up');
    }
    network.routes[`${working}:443`] = refused;
    const down = await prober.probe(target('ruled.acme.test'));
    expect(down.attempts).toHaveLength(2);
    // The other address may respond, so this proves nothing.
    expect(down.failure).toMatchObject({
      code: 'tunnel.refused',
      address: dead[0],
    });
  });

  it('ends at a failure that is the same for each address', async () => {
    const prober = network.prober();
    network.routes['10.3.8.1:443'] = { status: 407 };
    network.routes['10.3.8.2:443'] = { status: 407 };
    network.zone['same.acme.test'] = { a: ['10.3.8.1', '10.3.8.2'] };
    const result = await prober.probe(target('same.acme.test'));
    expect(result.attempts).toHaveLength(1);
  });

  it('tries at most eight of many addresses, and others the next time', async () => {
    const many = Array.from({ length: 40 }, (_, i) => `10.4.0.${i + 1}`);
    many.forEach(address => {
      network.routes[`${address}:443`] = refused;
    });
    network.zone['many.acme.test'] = { a: many };
    const prober = network.prober();
    const tried = new Set<string>();
    for (let probe = 0; probe < 3; probe++) {
      const { attempts } = await prober.probe(target('many.acme.test'));
      expect(attempts).toHaveLength(8);
      attempts!.forEach(({ address }) => tried.add(address));
    }
    expect(tried.size).toBe(10);
  });

  it('starts at another address of each target, also if two targets share the host', async () => {
    const { working } = await serveWith('shared.acme.test', []);
    const port = network.routes[`${working}:443`];
    network.routes['10.3.7.7:443'] = port;
    network.zone['shared.acme.test'] = { a: [working, '10.3.7.7'] };
    const prober = network.prober();
    const used: Record<string, Set<string>> = { a: new Set(), b: new Set() };
    for (let round = 0; round < 2; round++) {
      for (const id of ['a', 'b']) {
        const result = await prober.probe(target('shared.acme.test', { id }));
        used[id].add(result.connectedTo!);
      }
    }
    expect([used.a.size, used.b.size]).toEqual([2, 2]);
  });
});
