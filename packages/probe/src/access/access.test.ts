import { spawn } from 'node:child_process';
import { connect as netConnect, Socket } from 'node:net';
import { once } from 'node:events';
import { policy, startNetwork, target } from '../__testUtils__/network';
import { startTcp } from '../__testUtils__/servers';
import { dial, Dial, dialFailure } from '../access/dial';
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

  it.each(['EMFILE', 'ENFILE', 'ENOBUFS', 'EADDRNOTAVAIL'])(
    'says nothing about the target if this machine has no more connections (%s)',
    code => {
      const error = Object.assign(new Error(code), { code });
      const failure = dialFailure(error, '10.2.0.1', 443);
      expect(failure).toMatchObject({
        code: 'tcp.unreachable',
        meaning: 'unknown',
        message: `This machine cannot open a connection to 10.2.0.1:443 (${code})`,
      });
    },
  );

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
