import { spawn } from 'child_process';
import { connect as netConnect, Socket } from 'net';
import { once } from 'events';
import { policy, startNetwork, target } from './__testUtils__/network';
import { startTcp } from './__testUtils__/servers';
import { dial, Dial } from './connect/dial';
import { createProberWith } from './prober';

describe('a direct connection', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  /** Probes without a tunnel; what the guard passed is dialled at `host:port` instead. */
  const probeAt = async (host: string, port: number, timeoutMs = 5000) => {
    const dialled: string[] = [];
    const elsewhere: Dial = (address, wanted) => {
      dialled.push(`${address}:${wanted}`);
      return dial(host, port);
    };
    network.zone['direct.acme.test'] = { a: ['10.2.0.1', '10.2.0.2'] };
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
      elsewhere,
    );
    const result = await prober.probe(target('direct.acme.test'));
    prober.close();
    // One address, the checked one; no second attempt at another.
    expect(dialled).toEqual(['10.2.0.1:443']);
    return result;
  };

  it('works', async () => {
    await network.serve('direct.acme.test', (_, answer) => answer.end('ok'));
    const route =
      network.routes[`${network.zone['direct.acme.test'].a![0]}:443`];
    const result = await probeAt('127.0.0.1', route as number);
    expect(result).toMatchObject({
      healthy: true,
      connectedTo: '10.2.0.1:443',
    });
  });

  it('is refused', async () => {
    const server = await startTcp(() => {});
    await server.close();
    const result = await probeAt('127.0.0.1', server.port);
    expect(result.failure).toMatchObject({ phase: 'tcp', code: 'tcp.refused' });
    expect(result).not.toHaveProperty('connectedTo');
  });

  it('has no route', async () => {
    // Linux has no TCP to multicast and says so without sending anything.
    const result = await probeAt('224.0.0.1', 443);
    expect(result.failure).toMatchObject({
      phase: 'tcp',
      code: 'tcp.unreachable',
    });
  });

  it('gets no answer', async () => {
    const full = await startFullServer();
    const result = await probeAt('127.0.0.1', full.port, 300);
    full.stop();
    expect(result.failure).toMatchObject({ phase: 'tcp', code: 'tcp.timeout' });
  });

  it('is cut', async () => {
    const server = await startTcp(socket => socket.resetAndDestroy());
    const result = await probeAt('127.0.0.1', server.port);
    await server.close();
    expect(result.failure).toMatchObject({ code: 'tcp.reset' });
    expect(result.reachable).toBe(false);
  });
});

/** A server whose process sleeps, with its queue full: the system drops every further SYN. */
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

describe('a tunnel', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  it('is asked for the checked address, never for a name', async () => {
    network.tunnel.lines.length = 0;
    const address = await network.serve('orders.acme.test', (_, answer) =>
      answer.end('ok'),
    );
    await network.prober().probe(target('orders.acme.test'));
    expect(network.tunnel.lines).toEqual([`${address}:443`]);
  });

  it('is asked for IPv6 in brackets', async () => {
    await network.serve('six.acme.test', (_, answer) => answer.end('ok'));
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
      '502, refused behind it',
      proxyStatus('connection_refused'),
      'tcp.refused',
    ],
    ['502, silent behind it', proxyStatus('connection_timeout'), 'tcp.timeout'],
    ['502, cut behind it', proxyStatus('connection_terminated'), 'tcp.reset'],
    [
      '502, no route behind it',
      proxyStatus('destination_ip_unroutable'),
      'tcp.unreachable',
    ],
  ])('that answers %s', async (_, route, code) => {
    network.place('behind.acme.test', route);
    const result = await network.prober().probe(target('behind.acme.test'));
    expect(result.failure).toMatchObject({ phase: 'tcp', code });
    expect(result.private).toBe(true);
  });

  it('that is silent', async () => {
    network.place('quiet.acme.test', 'silent');
    const result = await network
      .prober({ timeoutMs: 300 })
      .probe(target('quiet.acme.test'));
    expect(result.failure).toMatchObject({
      phase: 'tcp',
      code: 'tunnel.timeout',
    });
  });

  it.each([
    ['is not there', undefined],
    ['cuts the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['hangs up', (socket: Socket) => socket.end()],
    ['is no proxy', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('that %s', async (_, onConnection) => {
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

  it('of the environment is ignored', async () => {
    const hits: Socket[] = [];
    const trap = await startTcp(socket => hits.push(socket));
    const saved = process.env.HTTPS_PROXY;
    process.env.HTTPS_PROXY = `http://127.0.0.1:${trap.port}`;
    try {
      await network.serve('env.acme.test', (_, answer) => answer.end('ok'));
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
