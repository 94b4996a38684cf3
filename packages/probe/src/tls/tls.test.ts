import { constants } from 'node:crypto';
import { RequestListener } from 'node:http';
import { createAuthority, daysFromNow } from '../__testUtils__/certificates';
import { createTrust } from './trust';
import { startNetwork, target } from '../__testUtils__/network';

jest.mock('./trust', () => {
  const { createTrust: actual } = jest.requireActual('./trust');
  return { createTrust: jest.fn(actual) };
});
const createTrustSpy = jest.mocked(createTrust);

const ok: RequestListener = (_, response) => response.end('ok');

describe('phase tls', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  it('reports an expired certificate with its dates and sends no request', async () => {
    const requests: unknown[] = [];
    const identity = await network.authority.issue({
      names: ['old.acme.test'],
      notBefore: daysFromNow(-60),
      notAfter: daysFromNow(-3),
    });
    await network.serve(
      'old.acme.test',
      (request, response) => {
        requests.push(request);
        response.end();
      },
      { identity },
    );
    const result = await network.prober().probe(target('old.acme.test'));
    expect(result).toMatchObject({
      reachable: false,
      healthy: false,
      private: true,
      failure: { phase: 'tls', code: 'tls.expired' },
      tls: {
        authorized: false,
        authorizationError: 'CERT_HAS_EXPIRED',
        notAfter: identity.notAfter.toISOString(),
        chainNotAfter: identity.notAfter.toISOString(),
        subject: 'CN=old.acme.test',
        names: ['old.acme.test'],
      },
    });
    expect(result.failure).toMatchObject({
      date: identity.notAfter.toISOString(),
      message: expect.stringContaining('CN=old.acme.test expired'),
    });
    // The server responded, so the tunnel is not the cause.
    expect(result.failure).not.toHaveProperty('meaning');
    expect(requests).toEqual([]);
    expect(result).not.toHaveProperty('http');
  });

  it('reports a certificate that is not yet valid', async () => {
    const identity = await network.authority.issue({
      names: ['early.acme.test'],
      notBefore: daysFromNow(2),
    });
    await network.serve('early.acme.test', ok, { identity });
    const result = await network.prober().probe(target('early.acme.test'));
    expect(result.failure).toMatchObject({
      code: 'tls.not_yet_valid',
      date: identity.notBefore.toISOString(),
      message: expect.stringMatching(
        /CN=early\.acme\.test is not valid before/,
      ),
    });
  });

  it('reports a certificate for another name', async () => {
    const identity = await network.authority.issue({
      names: ['other.acme.test', 'more.acme.test'],
    });
    await network.serve('named.acme.test', ok, { identity });
    const result = await network.prober().probe(target('named.acme.test'));
    expect(result.failure).toMatchObject({
      phase: 'tls',
      code: 'tls.hostname',
      message:
        'The certificate is for other.acme.test, more.acme.test, not for named.acme.test',
    });
    expect(result.tls).toMatchObject({
      names: ['other.acme.test', 'more.acme.test'],
    });
  });

  it('reports an issuer that is not trusted', async () => {
    const stranger = await createAuthority('Stranger');
    const identity = await stranger.issue({ names: ['strange.acme.test'] });
    await network.serve('strange.acme.test', ok, { identity });
    const result = await network.prober().probe(target('strange.acme.test'));
    expect(result.failure).toMatchObject({
      phase: 'tls',
      code: 'tls.untrusted',
    });
    expect(result.tls).toMatchObject({
      issuer: 'CN=Stranger',
      notAfter: identity.notAfter.toISOString(),
    });
  });

  it('does not trust a private authority without a trust bundle', async () => {
    await network.serve('plain.acme.test', ok);
    const prober = network.prober({
      vantage: {
        id: 'x',
        resolver: network.dns.address,
        connectProxy: network.tunnel.url,
        trustBundle: undefined,
      },
    });
    expect(
      (await prober.probe(target('plain.acme.test'))).failure,
    ).toMatchObject({ code: 'tls.untrusted' });
  });

  it('reports the earliest expiry of the chain', async () => {
    const short = await createAuthority('Short-lived CA', {
      notAfter: daysFromNow(5),
    });
    const identity = await short.issue({
      names: ['chain.acme.test'],
      notAfter: daysFromNow(90),
    });
    await network.serve('chain.acme.test', ok, {
      identity: { ...identity, cert: `${identity.cert}\n${short.pem}` },
    });
    const prober = network.prober({
      vantage: {
        id: 'x',
        resolver: network.dns.address,
        connectProxy: network.tunnel.url,
        trustBundle: `${network.authority.pem}\n${short.pem}`,
      },
    });
    const { tls, healthy } = await prober.probe(target('chain.acme.test'));
    expect(healthy).toBe(true);
    expect(tls?.notAfter).toBe(identity.notAfter.toISOString());
    expect(Date.parse(tls!.chainNotAfter)).toBeLessThan(
      daysFromNow(6).getTime(),
    );
  });

  it.each([
    [
      'only an old TLS version',
      {
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      },
    ],
    [
      'only an obsolete cipher',
      { maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA256:@SECLEVEL=0' },
    ],
    ['only HTTP/2', { ALPNProtocols: ['h2'] }],
  ] as const)(
    'reports tls.protocol if the server supports %s',
    async (_, tls) => {
      await network.serve('version.acme.test', ok, {
        tls: {
          ...tls,
          ALPNProtocols:
            'ALPNProtocols' in tls ? [...tls.ALPNProtocols] : undefined,
          secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
        },
      });
      const result = await network.prober().probe(target('version.acme.test'));
      expect(result.failure).toMatchObject({
        phase: 'tls',
        code: 'tls.protocol',
      });
    },
  );

  it('reports a port without TLS', async () => {
    await network.serveTcp('plainhttp.acme.test', socket => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const result = await network.prober().probe(target('plainhttp.acme.test'));
    expect(result.failure).toMatchObject({
      code: 'tls.plaintext',
      message: 'The peer does not use TLS on this port',
    });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'reports a server that requires a client certificate with %s',
    async version => {
      const host = `mutual${version.slice(-1)}.acme.test`;
      await network.serve(host, ok, {
        tls: {
          requestCert: true,
          rejectUnauthorized: true,
          ca: network.authority.pem,
          minVersion: version,
          maxVersion: version,
        },
      });
      const result = await network.prober().probe(target(host));
      expect(result.failure).toMatchObject({
        code: 'tls.client_certificate',
        meaning: 'unknown',
      });
      expect(result.reachable).toBe(false);
    },
  );

  it('reports a name that the server does not know', async () => {
    await network.serve('unnamed.acme.test', ok, {
      tls: {
        SNICallback: (_, callback) => callback(null, undefined),
      },
    });
    const known = await network.prober().probe(target('unnamed.acme.test'));
    expect(known.healthy).toBe(true);
    await network.serveTcp('nameless.acme.test', socket =>
      // A fatal alert: unrecognized_name (RFC 6066 section 3).
      socket.once('data', () =>
        socket.end(Buffer.from('150303000202 70'.replace(' ', ''), 'hex')),
      ),
    );
    const result = await network.prober().probe(target('nameless.acme.test'));
    expect(result.failure).toMatchObject({ code: 'tls.server_name' });
  });

  it('reports tls.timeout if the server does not respond', async () => {
    await network.serveTcp('stalled.acme.test', () => {});
    const result = await network
      .prober({ timeoutMs: 300 })
      .probe(target('stalled.acme.test'));
    expect(result.failure).toMatchObject({ phase: 'tls', code: 'tls.timeout' });
    expect(result.connectedTo).toBeDefined();
  });

  it.each([
    ['resets', 'tcp.reset', true],
    ['closes', 'tcp.closed', false],
  ])('of a server that %s the connection is %s', async (_, code, reset) => {
    await network.serveTcp('cut.acme.test', socket =>
      socket.once('data', () =>
        reset ? socket.resetAndDestroy() : socket.end(),
      ),
    );
    const result = await network.prober().probe(target('cut.acme.test'));
    expect(result.failure).toMatchObject({ phase: 'tls', code });
  });

  it('sends the name as SNI and creates a new session for each probe', async () => {
    const sessions: boolean[] = [];
    const names: unknown[] = [];
    await network.serve('sni.acme.test', (request, response) => {
      const socket = request.socket as import('node:tls').TLSSocket & {
        servername: unknown;
      };
      sessions.push(socket.isSessionReused());
      names.push(socket.servername);
      response.end('ok');
    });
    const prober = network.prober();
    await prober.probe(target('sni.acme.test'));
    await prober.probe(target('sni.acme.test'));
    expect(sessions).toEqual([false, false]);
    expect(names).toEqual(['sni.acme.test', 'sni.acme.test']);
  });

  it('compares an IP address with the addresses of the certificate', async () => {
    const identity = await network.authority.issue({ ips: ['10.77.0.1'] });
    const place = await network.serve('unused.acme.test', ok, { identity });
    for (const address of ['10.77.0.1', '10.77.0.2']) {
      network.routes[`${address}:443`] = network.routes[`${place}:443`];
    }
    const policy = {
      allowedHosts: { suffixes: [], exact: ['10.77.0.1', '10.77.0.2'] },
      allowedCidrs: ['10.0.0.0/8'],
    };
    const prober = network.prober();
    const good = await prober.probe(
      { id: 'a', url: 'https://10.77.0.1/' },
      policy,
    );
    expect(good).toMatchObject({ healthy: true, addresses: ['10.77.0.1'] });
    expect(good.timings).not.toHaveProperty('dns');
    const bad = await prober.probe(
      { id: 'b', url: 'https://10.77.0.2/' },
      policy,
    );
    expect(bad.failure).toMatchObject({ code: 'tls.hostname' });
  });

  it('creates one TLS context per prober instead of one per probe', async () => {
    // Each context costs 34 ms of CPU time, because it parses 150 root certificates.
    await network.serve('cheap.acme.test', ok);
    createTrustSpy.mockClear();
    const prober = network.prober();
    await prober.probe(target('cheap.acme.test'));
    await prober.probe(target('cheap.acme.test'));
    expect(createTrustSpy).toHaveBeenCalledTimes(1);
  });
});
