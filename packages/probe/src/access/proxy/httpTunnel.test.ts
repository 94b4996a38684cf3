import { Socket } from 'node:net';
import { startNetwork, target } from '../../__testUtils__/network';
import { startTcp } from '../../__testUtils__/servers';

/** Resets the connection after the first bytes. */
const resetOnData = (socket: Socket) => {
  socket.once('data', () => socket.resetAndDestroy());
};

describe('a proxy', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  it('receives the checked address instead of the name', async () => {
    network.tunnel.lines.length = 0;
    const address = await network.serve('orders.acme.test', (_, response) =>
      response.end('ok'),
    );
    await network.prober().probe(target('orders.acme.test'));
    expect(network.tunnel.lines).toEqual([`${address}:443`]);
  });

  it('receives an IPv6 address in brackets', async () => {
    await network.serve('six.acme.test', (_, response) => response.end('ok'));
    const [v4] = network.zone['six.acme.test'].a!;
    network.routes['[fd00::6]:443'] = network.routes[`${v4}:443`];
    network.zone['six.acme.test'] = { aaaa: ['fd00::6'] };
    const result = await network.prober().probe(target('six.acme.test'));
    expect(result).toMatchObject({
      healthy: true,
      private: true,
      connectedTo: '[fd00::6]:443',
    });
  });

  const proxyStatus = (error: string) => ({
    status: 502,
    headers: { 'proxy-status': `proxy.acme; error=${error}; details="x"` },
  });
  const squid = (error: string) => ({
    status: 503,
    headers: { 'X-Squid-Error': error },
  });
  it.each([
    ['403', { status: 403 }, 'tunnel.refused'],
    ['405', { status: 405 }, 'tunnel.refused'],
    ['401', { status: 401 }, 'tunnel.authentication'],
    ['407', { status: 407 }, 'tunnel.authentication'],
    ['404', { status: 404 }, 'tunnel.protocol'],
    ['400', { status: 400 }, 'tunnel.protocol'],
    ['501', { status: 501 }, 'tunnel.protocol'],
    ['502', { status: 502 }, 'tunnel.failed'],
    ['503', { status: 503 }, 'tunnel.failed'],
    ['504', { status: 504 }, 'tunnel.failed'],
    ['500', { status: 500 }, 'tunnel.failed'],
    [
      '503 of Squid for a refused port',
      squid('ERR_CONNECT_FAIL 111'),
      'tcp.refused',
    ],
    [
      '503 of Squid for a silent address',
      squid('ERR_CONNECT_FAIL 110'),
      'tcp.timeout',
    ],
    [
      '503 of Squid without a route',
      squid('ERR_CONNECT_FAIL 113'),
      'tcp.unreachable',
    ],
    [
      '503 of Squid for another error',
      squid('ERR_CANNOT_FORWARD 0'),
      'tunnel.failed',
    ],
    [
      '503 of Squid that denies',
      squid('ERR_ACCESS_DENIED 0'),
      'tunnel.refused',
    ],
    [
      '502 with connection_refused',
      proxyStatus('connection_refused'),
      'tcp.refused',
    ],
    [
      '502 with connection_timeout',
      proxyStatus('connection_timeout'),
      'tcp.timeout',
    ],
    [
      '502 with connection_terminated',
      proxyStatus('connection_terminated'),
      'tcp.reset',
    ],
    [
      '502 with destination_ip_unroutable',
      proxyStatus('destination_ip_unroutable'),
      'tcp.unreachable',
    ],
  ])(
    'is translated from status %s to a failure code',
    async (_, route, code) => {
      network.place('behind.acme.test', route);
      const result = await network.prober().probe(target('behind.acme.test'));
      expect(result.failure).toMatchObject({ phase: 'tcp', code });
      expect(result.private).toBe(true);
    },
  );

  it.each([
    ['Negotiate, NTLM', /It offers Negotiate and NTLM, but .* Basic only/],
    ['NTLM', /It offers NTLM, but/],
    ['Digest realm="a, Basic", nonce="b"', /It offers Digest, but/],
    ['Negotiate, Basic realm="acme"', /\(status 407\)$/],
    ['', /\(status 407\)$/],
  ])('names the schemes of a proxy that asks for "%s"', async (asks, text) => {
    network.place('auth.acme.test', {
      status: 407,
      headers: { 'proxy-authenticate': asks },
    });
    const result = await network.prober().probe(target('auth.acme.test'));
    expect(result.failure).toMatchObject({
      code: 'tunnel.authentication',
      message: expect.stringMatching(text),
    });
  });

  it('reports tunnel.timeout if the proxy does not respond', async () => {
    network.place('silent.acme.test', 'silent');
    const result = await network
      .prober({ timeoutMs: 300 })
      .probe(target('silent.acme.test'));
    expect(result.failure).toMatchObject({
      phase: 'tcp',
      code: 'tunnel.timeout',
    });
  });

  it.each([
    ['is not running', undefined, 'tunnel.unreachable'],
    ['resets the connection', resetOnData, 'tunnel.failed'],
    [
      'closes the connection',
      (socket: Socket) => socket.end(),
      'tunnel.failed',
    ],
    [
      'is not a proxy',
      (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
      'tunnel.protocol',
    ],
  ])('reports a proxy that %s', async (_, onConnection, code) => {
    const server = await startTcp(onConnection ?? (() => {}));
    if (!onConnection) await server.close();
    network.place('lost.acme.test', 1);
    const prober = network.prober({
      vantage: {
        id: 'x',
        resolver: network.dns.address,
        connectProxy: `http://127.0.0.1:${server.port}`,
      },
    });
    const result = await prober.probe(target('lost.acme.test'));
    if (onConnection) await server.close();
    expect(result.failure).toMatchObject({ phase: 'tcp', code });
  });

  it.each([
    ['silent', 'tls.timeout', () => {}],
    ['refused', 'tcp.reset', resetOnData],
  ] as const)(
    'that responds before it connects to a %s target leaves the decision to the control',
    async (_, code, onConnection) => {
      await network.serveTcp('early.acme.test', onConnection);
      const result = await network
        .prober({ timeoutMs: 500 })
        .probe(target('early.acme.test'));
      expect(result.failure).toMatchObject({
        phase: 'tls',
        code,
        meaning: 'control',
        message: expect.stringContaining('through the tunnel'),
      });
    },
  );

  it('is never read from environment variables', async () => {
    const hits: Socket[] = [];
    const trap = await startTcp(socket => hits.push(socket));
    const saved = process.env.HTTPS_PROXY;
    process.env.HTTPS_PROXY = `http://127.0.0.1:${trap.port}`;
    try {
      await network.serve('env.acme.test', (_, response) => response.end('ok'));
      const result = await network.prober().probe(target('env.acme.test'));
      expect(result.healthy).toBe(true);
      expect(hits).toEqual([]);
    } finally {
      if (saved === undefined) delete process.env.HTTPS_PROXY;
      else process.env.HTTPS_PROXY = saved;
      await trap.close();
    }
  });
});
