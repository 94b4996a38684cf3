import { createHash } from 'node:crypto';
import { RequestListener } from 'node:http';
import * as http from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import { Socket } from 'node:net';
import { listen, startTcp } from '../__testUtils__/servers';
import { policy, startNetwork, target } from '../__testUtils__/network';
import { ProbeTarget } from '../types';

describe('phase http', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;
  const closers: Array<() => Promise<void>> = [];

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(async () => {
    await network.close();
    await Promise.all(closers.map(close => close()));
  });

  const probe = async (
    handler: RequestListener,
    more: Partial<ProbeTarget> = {},
    timeoutMs = 5000,
  ) => {
    await network.serve('api.acme.test', handler);
    return network.prober({ timeoutMs }).probe(target('api.acme.test', more));
  };
  /** Probes a TLS server whose response is the output of `onRequest`, HTTP or not. */
  const probeRaw = async (
    onRequest: (socket: Socket) => void,
    timeoutMs = 5000,
  ) => {
    const { cert, key } = await network.authority.issue({
      names: ['raw.acme.test'],
    });
    const server = createTlsServer({ cert, key }, socket => {
      socket.on('error', () => {});
      socket.once('data', () => onRequest(socket));
    });
    const running = await listen(server);
    closers.push(running.close);
    network.place('raw.acme.test', running.port);
    return network.prober({ timeoutMs }).probe(target('raw.acme.test'));
  };

  it('sends a GET request with the name as Host and without user data', async () => {
    let seen: http.IncomingMessage | undefined;
    await probe((request, response) => {
      seen = request;
      response.end();
    });
    expect(seen).toMatchObject({
      method: 'GET',
      url: '/health',
      httpVersion: '1.1',
    });
    expect(seen?.headers).toEqual({
      host: 'api.acme.test',
      'user-agent': 'private-serverless-probe',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    });
  });

  it.each([403, 404, 500, 502, 503, 504])(
    'reports status %i as reachable and not healthy',
    async status => {
      const result = await probe((_, response) =>
        response
          .writeHead(status, {
            'x-amzn-errortype': 'ForbiddenException:http://x',
          })
          .end('secret'),
      );
      expect(result).toMatchObject({
        reachable: true,
        healthy: false,
        failure: {
          phase: 'http',
          code: 'http.status',
          message: `Status ${status} (ForbiddenException), expected 200`,
        },
        http: { status, errorType: 'ForbiddenException' },
      });
      expect(JSON.stringify(result)).not.toContain('secret');
    },
  );

  it('accepts the expected statuses', async () => {
    const result = await probe((_, response) => response.writeHead(403).end(), {
      expectedStatus: [200, 403],
    });
    expect(result.healthy).toBe(true);
  });

  it('accepts an expected status 400 with its body', async () => {
    const result = await probe(
      (_, response) => response.writeHead(400).end('bad request'),
      { expectedStatus: [400], expectedBody: { substring: 'bad' } },
    );
    expect(result).toMatchObject({
      healthy: true,
      http: { body: { bytes: 11 } },
    });
  });

  it('reports a redirect and does not follow it', async () => {
    const before = network.tunnel.lines.length;
    const result = await probe((_, response) =>
      response
        .writeHead(302, {
          location: 'https://169.254.169.254/latest/meta-data',
        })
        .end(),
    );
    expect(result).toMatchObject({
      reachable: true,
      failure: { phase: 'http', code: 'http.redirect' },
      http: {
        status: 302,
        location: 'https://169.254.169.254/latest/meta-data',
      },
    });
    expect(network.tunnel.lines.length - before).toBe(1);
  });

  it('hides the password and the code in a redirect', async () => {
    const result = await probe((_, response) =>
      response
        .writeHead(302, {
          location: 'https://me:hunter2@idp.test/login?code=hunter2&x=1',
        })
        .end(),
    );
    expect(result.http).toEqual({
      status: 302,
      location: 'https://****@idp.test/login?code=****&x=1',
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('accepts an expected redirect', async () => {
    const result = await probe(
      (_, response) => response.writeHead(307, { location: '/app' }).end(),
      { expectedStatus: [307] },
    );
    expect(result.healthy).toBe(true);
  });

  it.each([
    [
      'binary data',
      (socket: Socket) => socket.end('\0\x01garbage\r\n\r\n'),
      'http.protocol',
    ],
    [
      'another protocol',
      (socket: Socket) => socket.end('220 smtp.acme.test ESMTP\r\n'),
      'http.protocol',
    ],
    [
      'a malformed header',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nbad header\r\n\r\n'),
      'http.protocol',
    ],
    [
      'two content lengths',
      (socket: Socket) =>
        socket.end(
          'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
        ),
      'http.protocol',
    ],
    [
      'endless headers',
      (socket: Socket) =>
        socket.write(
          `HTTP/1.1 200 OK\r\n${`x-filler: ${'x'.repeat(1000)}\r\n`.repeat(
            20,
          )}`,
        ),
      'http.protocol',
    ],
    [
      'a switch to another protocol',
      (socket: Socket) =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
        ),
      'http.protocol',
    ],
    ['a closed connection', (socket: Socket) => socket.end(), 'tcp.closed'],
    [
      'a destroyed connection',
      (socket: Socket) => socket.destroy(),
      'tcp.closed',
    ],
  ])(
    'reports a failure for a response that is %s',
    async (_, onRequest, code) => {
      const result = await probeRaw(onRequest);
      expect(result.failure).toMatchObject({ phase: 'http', code });
      expect(result).toMatchObject({ reachable: false, healthy: false });
    },
  );

  it('reports headers that are too large', async () => {
    const result = await probe((_, response) =>
      response.setHeader('x', 'x'.repeat(20_000)).end(),
    );
    expect(result.failure).toMatchObject({
      code: 'http.protocol',
      message: 'The response headers are larger than 16 KiB',
    });
  });

  it('reports http.timeout if there is no response', async () => {
    const result = await probe(() => {}, {}, 400);
    expect(result).toMatchObject({
      reachable: false,
      failure: { phase: 'http', code: 'http.timeout' },
      tls: { authorized: true },
    });
  });

  it('reports http.timeout if the body does not finish', async () => {
    const result = await probe(
      (_, response) =>
        response.writeHead(200, { 'content-length': 100 }).write('half'),
      {},
      400,
    );
    expect(result).toMatchObject({
      reachable: true,
      healthy: false,
      failure: { phase: 'body', code: 'http.timeout' },
    });
  });

  it('applies the deadline to an endless slow body', async () => {
    let drip: NodeJS.Timeout | undefined;
    const result = await probe(
      (_, response) => {
        response.writeHead(200);
        drip = setInterval(() => response.write('.'), 20);
      },
      {},
      500,
    );
    clearInterval(drip);
    expect(result.failure).toMatchObject({
      phase: 'body',
      code: 'http.timeout',
    });
  });

  it('reports tcp.reset if the connection ends in the body', async () => {
    const result = await probeRaw(socket => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      setTimeout(() => socket.destroy(), 50);
    });
    expect(result.failure).toMatchObject({ phase: 'body', code: 'tcp.reset' });
  });

  it('reads at most 64 KiB of the body', async () => {
    const full = await probe((_, response) =>
      response.end(Buffer.alloc(64 * 1024)),
    );
    expect(full).toMatchObject({
      healthy: true,
      http: { body: { bytes: 65536 } },
    });
    let written = 0;
    const huge = await probe((request, response) => {
      const more = () => {
        while (
          !request.socket.destroyed &&
          response.write(Buffer.alloc(16 * 1024))
        ) {
          written += 1;
        }
      };
      response.on('drain', more);
      more();
    });
    expect(huge.failure).toMatchObject({
      phase: 'body',
      code: 'body.too_large',
    });
    expect(huge.http).not.toHaveProperty('body');
    expect(written).toBeLessThan(10_000);
  });

  it('keeps size and hash of the body, never the body', async () => {
    const result = await probe((_, response) => response.end('very secret'), {
      expectedBody: { substring: 'other' },
    });
    expect(result.failure).toMatchObject({
      phase: 'body',
      code: 'body.mismatch',
    });
    expect(result.http?.body).toEqual({
      bytes: 11,
      sha256: createHash('sha256').update('very secret').digest('hex'),
    });
    expect(JSON.stringify(result)).not.toContain('very secret');
  });

  it('probes without TLS if the policy allows it', async () => {
    const server = await startTcp(socket =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
      ),
    );
    closers.push(server.close);
    const address = network.place('open.acme.test', 1);
    network.routes[`${address}:80`] = server.port;
    const result = await network
      .prober()
      .probe(
        { id: 'x', url: 'http://open.acme.test/' },
        { ...policy, allowHttp: true },
      );
    expect(result.healthy).toBe(true);
    expect(result).not.toHaveProperty('tls');
    expect(result.timings).not.toHaveProperty('tls');
  });

  it('never reuses a connection of an agent', async () => {
    const addRequest = jest.spyOn(
      http.Agent.prototype as unknown as { addRequest(): void },
      'addRequest',
    );
    const result = await probe((_, response) => response.end('ok'));
    expect(result.healthy).toBe(true);
    expect(addRequest).not.toHaveBeenCalled();
    addRequest.mockRestore();
  });
});
