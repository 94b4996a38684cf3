import { spawn } from 'node:child_process';
import { connect as netConnect, Socket } from 'node:net';
import { once } from 'node:events';
import { policy, startNetwork, target } from '../__testUtils__/network';
import { startTcp } from '../__testUtils__/servers';
import { dial, Dial } from '../access/dial';
import { createProberWith } from '../prober';

describe('a direct connection', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  /** Probes without a proxy. Replaces the checked address with `host:port` when it opens the connection. */
  const probeAt = async (host: string, port: number, timeoutMs = 5000) => {
    const dialed: string[] = [];
    const dialElsewhere: Dial = (address, wanted) => {
      dialed.push(`${address}:${wanted}`);
      return dial(host, port);
    };
    network.zone['direct.acme.test'] = { a: ['10.2.0.1'] };
    const prober = createProberWith(
      {
        policy,
        timeoutMs,
        vantage: {
          id: 'direct',
          resolver: network.dns.address,
          trustBundle: network.authority.pem,
        },
      },
      dialElsewhere,
    );
    const result = await prober.probe(target('direct.acme.test'));
    prober.close();
    // Only the checked address is used.
    expect(dialed).toEqual(['10.2.0.1:443']);
    return result;
  };

  it('reaches a healthy target', async () => {
    await network.serve('direct.acme.test', (_, response) =>
      response.end('ok'),
    );
    const route =
      network.routes[`${network.zone['direct.acme.test'].a![0]}:443`];
    const result = await probeAt('127.0.0.1', route as number);
    expect(result).toMatchObject({
      healthy: true,
      connectedTo: '10.2.0.1:443',
    });
  });

  it('reports tcp.refused if the port is closed', async () => {
    const server = await startTcp(() => {});
    await server.close();
    const result = await probeAt('127.0.0.1', server.port);
    expect(result.failure).toMatchObject({ phase: 'tcp', code: 'tcp.refused' });
    expect(result).not.toHaveProperty('connectedTo');
  });

  it('reports tcp.unreachable if there is no route', async () => {
    // Linux rejects a TCP connection to a multicast address without sending a packet.
    const result = await probeAt('224.0.0.1', 443);
    expect(result.failure).toMatchObject({
      phase: 'tcp',
      code: 'tcp.unreachable',
    });
  });

  it('reports tcp.timeout if the peer does not respond', async () => {
    const full = await startFullServer();
    const result = await probeAt('127.0.0.1', full.port, 300);
    full.stop();
    expect(result.failure).toMatchObject({ phase: 'tcp', code: 'tcp.timeout' });
  });

  it('reports tcp.reset if the peer resets the connection', async () => {
    const server = await startTcp(socket => socket.resetAndDestroy());
    const result = await probeAt('127.0.0.1', server.port);
    await server.close();
    expect(result.failure).toMatchObject({ code: 'tcp.reset' });
    expect(result.reachable).toBe(false);
  });
});

/** A server whose process sleeps while its queue is full. The system drops every further SYN. */
async function startFullServer() {
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const server = require('net').createServer();
       server.listen(0, '127.0.0.1', 1, () => {
         process.send(server.address().port, () =>
           Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
       });`,
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  const [port] = (await once(child, 'message')) as [number];
  const fillers: Socket[] = [];
  for (let i = 0; i < 8; i++) {
    const socket = netConnect(port, '127.0.0.1');
    socket.on('error', () => {});
    fillers.push(socket);
  }
  await once(fillers[0], 'connect');
  return {
    port,
    stop: () => {
      child.kill('SIGKILL');
      fillers.forEach(socket => socket.destroy());
    },
  };
}

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
  it.each([
    ['403', { status: 403 }, 'tunnel.refused'],
    ['407', { status: 407 }, 'tunnel.refused'],
    ['404', { status: 404 }, 'tunnel.refused'],
    ['502', { status: 502 }, 'tcp.unreachable'],
    ['503', { status: 503 }, 'tcp.unreachable'],
    ['504', { status: 504 }, 'tcp.timeout'],
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
    ['is not running', undefined],
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['closes the connection', (socket: Socket) => socket.end()],
    [
      'is not a proxy',
      (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    ],
  ])('reports tunnel.refused if the proxy %s', async (_, onConnection) => {
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
    expect(result.failure).toMatchObject({
      phase: 'tcp',
      code: 'tunnel.refused',
    });
  });

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
