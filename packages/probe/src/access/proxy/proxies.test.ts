import { createServer as createTlsServer } from 'node:tls';
import { connect } from 'node:net';
import { createAuthority } from '../../__testUtils__/certificates';
import { startNetwork, target } from '../../__testUtils__/network';
import { listen, Running } from '../../__testUtils__/servers';
import { startSocks } from '../../__testUtils__/socksServer';
import { ProxyOptions } from '../../types';

let network: Awaited<ReturnType<typeof startNetwork>>;
const running: Running[] = [];
beforeAll(async () => {
  network = await startNetwork();
});
afterAll(async () => {
  await Promise.all(running.map(server => server.close()));
  await network.close();
});

const through = (proxy: ProxyOptions, timeoutMs = 5000) =>
  network.prober({
    timeoutMs,
    vantage: {
      id: 'x',
      resolver: network.dns.address,
      connectProxy: undefined,
      proxy,
    },
  });

const serve = async (name: string): Promise<[string, number]> => {
  const address = await network.serve(name, (_, response) =>
    response.end('ok'),
  );
  return [address, network.routes[`${address}:443`] as number];
};

describe('a SOCKS5 proxy', () => {
  it('receives the checked address instead of the name', async () => {
    const [address, port] = await serve('socks.acme.test');
    const socks = await startSocks({ [`${address}:443`]: port });
    running.push(socks);
    const result = await through({ url: socks.url }).probe(
      target('socks.acme.test'),
    );
    expect(result).toMatchObject({
      healthy: true,
      via: 'proxy',
      private: true,
      connectedTo: `${address}:443`,
    });
    expect(socks.lines).toEqual([`${address}:443`]);
  });

  it('receives the credentials', async () => {
    const [address, port] = await serve('socks-auth.acme.test');
    const credentials = { username: 'probe', password: 'correct horse' };
    const socks = await startSocks({ [`${address}:443`]: port }, credentials);
    running.push(socks);
    const probe = (more: Partial<ProxyOptions>) =>
      through({ url: socks.url, ...more }).probe(
        target('socks-auth.acme.test'),
      );
    expect(await probe(credentials)).toMatchObject({ healthy: true });
    const wrong = await probe({ username: 'probe', password: 'wrong horse' });
    expect(wrong.failure).toMatchObject({ code: 'tunnel.authentication' });
    expect(JSON.stringify(wrong)).not.toContain('horse');
    expect((await probe({})).failure).toMatchObject({
      code: 'tunnel.authentication',
    });
  });

  it.each([
    [1, 'tunnel.failed'],
    [2, 'tunnel.refused'],
    [3, 'tcp.unreachable'],
    [4, 'tcp.unreachable'],
    [5, 'tcp.refused'],
    [6, 'tcp.timeout'],
    [7, 'tunnel.refused'],
    [9, 'tunnel.failed'],
  ])('is translated from reply %i to %s', async (reply, code) => {
    const address = network.place('reply.acme.test', 1);
    const socks = await startSocks({ [`${address}:443`]: { reply } });
    running.push(socks);
    const result = await through({ url: socks.url }).probe(
      target('reply.acme.test'),
    );
    expect(result.failure).toMatchObject({ phase: 'tcp', code, address });
  });

  it('reports tunnel.timeout if it does not respond, and tunnel.protocol if it is not one', async () => {
    const address = network.place('still.acme.test', 1);
    const socks = await startSocks({ [`${address}:443`]: 'silent' });
    running.push(socks);
    const silent = await through({ url: socks.url }, 300).probe(
      target('still.acme.test'),
    );
    expect(silent.failure).toMatchObject({ code: 'tunnel.timeout' });
    const http = new URL(network.tunnel.url).port;
    const other = await through({ url: `socks5://127.0.0.1:${http}` }).probe(
      target('still.acme.test'),
    );
    expect(other.failure?.code).toMatch(/^tunnel\.(protocol|failed)$/);
  });
});

describe('a proxy with TLS', () => {
  const startTlsProxy = async (name: string) => {
    const { cert, key } = await network.authority.issue({ names: [name] });
    const inner = Number(new URL(network.tunnel.url).port);
    const server = createTlsServer({ cert, key }, socket => {
      const upstream = connect(inner, '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    server.on('tlsClientError', () => {});
    const started = await listen(server);
    running.push(started);
    return started.port;
  };

  it('opens tunnels after its certificate has been verified', async () => {
    await serve('inner.acme.test');
    const port = await startTlsProxy('localhost');
    const result = await through({ url: `https://localhost:${port}` }).probe(
      target('inner.acme.test'),
    );
    expect(result).toMatchObject({ healthy: true, via: 'proxy' });
  });

  it('receives nothing if its certificate is for another name', async () => {
    await serve('inner2.acme.test');
    const port = await startTlsProxy('other.acme.test');
    network.tunnel.lines.length = 0;
    const result = await through({
      url: `https://localhost:${port}`,
      username: 'probe',
      password: 'correct horse',
    }).probe(target('inner2.acme.test'));
    expect(result.failure).toMatchObject({ code: 'tunnel.protocol' });
    expect(network.tunnel.lines).toEqual([]);
    expect(JSON.stringify(result)).not.toContain('horse');
  });
});

describe('a proxy with TLS whose certificate is not trusted', () => {
  const variable = 'NODE_TLS_REJECT_UNAUTHORIZED';
  const saved = process.env[variable];
  afterEach(() => {
    if (saved === undefined) delete process.env[variable];
    else process.env[variable] = saved;
  });

  it('receives nothing, whatever the environment of the process says', async () => {
    const stranger = await createAuthority('Stranger');
    const { cert, key } = await stranger.issue({ names: ['localhost'] });
    const received: Buffer[] = [];
    const server = createTlsServer({ cert, key }, socket => {
      socket.on('error', () => {});
      socket.on('data', data => received.push(data));
    });
    server.on('tlsClientError', () => {});
    const { port, ...rest } = await listen(server);
    running.push({ port, ...rest });
    network.place('stranger.acme.test', 1);
    process.env[variable] = '0';
    const result = await through(
      {
        url: `https://localhost:${port}`,
        username: 'probe',
        password: 'correct horse',
      },
      1000,
    ).probe(target('stranger.acme.test'));
    expect(result.failure).toMatchObject({ code: 'tunnel.protocol' });
    expect(received).toEqual([]);
  });
});

describe('the name of a proxy', () => {
  it('is found in the hosts file, and every address is tried', async () => {
    await serve('named.acme.test');
    const { port } = new URL(network.tunnel.url);
    // localhost has ::1 too, where this proxy does not listen.
    const result = await through({ url: `http://localhost:${port}` }).probe(
      target('named.acme.test'),
    );
    expect(result).toMatchObject({ healthy: true });
  });

  it('that does not exist is tunnel.unreachable, and does not stop other lookups', async () => {
    network.place('nameless.acme.test', 1);
    const prober = through({ url: 'http://proxy.invalid:3128' }, 3000);
    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        prober.probe(target('nameless.acme.test')),
      ),
    );
    results.forEach(({ failure }) =>
      expect(failure).toMatchObject({
        code: 'tunnel.unreachable',
        message: expect.stringContaining('proxy.invalid'),
      }),
    );
  });
});

describe('a local port that leads to the endpoint', () => {
  const connecting = (port: number, host?: string) =>
    network.prober({
      vantage: {
        id: 'x',
        resolver: undefined,
        connectProxy: undefined,
        connectTo: { host, address: '127.0.0.1', port },
      },
    });

  it('is reached without a lookup, with the name for SNI and the certificate', async () => {
    const [, port] = await serve('forward.acme.test');
    network.dns.questions.length = 0;
    const result = await connecting(port).probe(target('forward.acme.test'));
    expect(result).toMatchObject({
      healthy: true,
      via: 'connectTo',
      connectedTo: `127.0.0.1:${port}`,
    });
    expect(result.private).toBeUndefined();
    expect(network.dns.questions).toEqual([]);
    const other = await connecting(port).probe(target('other.acme.test'));
    // A port forward leads to one service, so this proves nothing about another one.
    expect(other.failure).toMatchObject({
      code: 'tls.hostname',
      meaning: 'unknown',
    });
  });

  it('that is closed is the fault of the vantage', async () => {
    const [, port] = await serve('closed.acme.test');
    const free = await startSocks({});
    await free.close();
    const result = await connecting(free.port).probe(
      target('closed.acme.test'),
    );
    expect(port).not.toBe(free.port);
    expect(result.failure).toMatchObject({ code: 'tunnel.unreachable' });
  });

  it('does not lead to other hosts', async () => {
    const [, port] = await serve('only.acme.test');
    const result = await connecting(port, '.eu.acme.test').probe(
      target('only.acme.test'),
    );
    expect(result.failure).toMatchObject({ code: 'policy.host' });
  });
});

it.each([
  [{ url: 'ftp://proxy:21' }, /http:\/\/host:port or https/],
  [{ url: 'http://user:secret@proxy:3128' }, /\*\*\*\*@proxy/],
  [
    { url: 'socks5://proxy:1080', username: 'a:b', password: 'secret' },
    /colon/,
  ],
  [{ url: 'socks5://proxy:1080', username: 'a' }, /password is missing/],
  [{ url: 'socks5://proxy:1080', password: 'secret' }, /username is missing/],
])('rejects %j without its secrets', (proxy, message) => {
  const create = () => through(proxy);
  expect(create).toThrow(message);
  expect(create).not.toThrow(/secret/);
});
