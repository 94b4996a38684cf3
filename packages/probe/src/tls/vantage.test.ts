import { generateKeyPairSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, Socket } from 'node:net';
import { createAuthority, daysFromNow } from '../__testUtils__/certificates';
import { startNetwork, target } from '../__testUtils__/network';
import { VantageOptions } from '../types';
import { offersHybridByDefault } from './keyShare';

const ok: RequestListener = (_, response) => response.end('ok');
let network: Awaited<ReturnType<typeof startNetwork>>;
beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network.close());

const proberWith = (vantage: Partial<VantageOptions>, timeoutMs = 5000) =>
  network.prober({
    timeoutMs,
    vantage: {
      id: 'x',
      resolver: network.dns.address,
      connectProxy: network.tunnel.url,
      trustBundle: network.authority.pem,
      ...vantage,
    },
  });

describe('the verified path', () => {
  it('does not contain an expired cross-signature that the server sends', async () => {
    const old = await createAuthority('Old root', {
      notAfter: daysFromNow(-1),
    });
    const cross = await old.crossSign(network.authority, daysFromNow(-1));
    const identity = await network.authority.issue({
      names: ['cross.acme.test'],
      notAfter: daysFromNow(90),
    });
    await network.serve('cross.acme.test', ok, {
      identity: { ...identity, cert: `${identity.cert}\n${cross}` },
    });
    const { healthy, tls } = await proberWith({}).probe(
      target('cross.acme.test'),
    );
    expect(healthy).toBe(true);
    expect(tls).toMatchObject({
      chainNotAfter: identity.notAfter.toISOString(),
      chainNotAfterSubject: 'CN=cross.acme.test',
    });
  });

  it('names a certificate that expires between two probes', async () => {
    const soon = new Date(Date.now() + 3000);
    const short = await createAuthority('Ending CA', { notAfter: soon });
    const identity = await short.issue({ names: ['ending.acme.test'] });
    await network.serve('ending.acme.test', ok, {
      identity: { ...identity, cert: `${identity.cert}\n${short.pem}` },
    });
    const prober = proberWith({ trustBundle: short.pem });
    const probe = () => prober.probe(target('ending.acme.test'));
    expect(await probe()).toMatchObject({ healthy: true });
    await sleep(soon.getTime() + 1000 - Date.now());
    const { failure } = await probe();
    expect(failure).toMatchObject({
      code: 'tls.expired',
      message: expect.stringContaining('CN=Ending CA expired'),
    });
    expect(Date.parse(failure!.date!)).toBeLessThanOrEqual(soon.getTime());
  });

  it('names the certificate that expires first', async () => {
    const short = await createAuthority('Short-lived CA', {
      notAfter: daysFromNow(5),
    });
    const identity = await short.issue({ names: ['short.acme.test'] });
    await network.serve('short.acme.test', ok, { identity });
    const { tls } = await proberWith({ trustBundle: short.pem }).probe(
      target('short.acme.test'),
    );
    expect(tls).toMatchObject({
      authorized: true,
      chainNotAfterSubject: 'CN=Short-lived CA',
    });
  });
});

describe('the client certificate', () => {
  const mutual = {
    requestCert: true,
    rejectUnauthorized: true,
  };
  const serve = (host: string, maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
    network.serve(host, ok, {
      tls: { ...mutual, ca: network.authority.pem, maxVersion },
    });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'as PEM is sent to a server that asks for it with %s',
    async version => {
      await serve('pem.acme.test', version);
      const { cert, key } = await network.authority.issue({ names: ['probe'] });
      const prober = proberWith({ clientCertificate: { cert, key } });
      expect(await prober.probe(target('pem.acme.test'))).toMatchObject({
        healthy: true,
      });
    },
  );

  it('as PKCS#12 is sent, and its passphrase never appears', async () => {
    await serve('pfx.acme.test', 'TLSv1.3');
    const { cert, key } = await network.authority.issue({ names: ['probe'] });
    const folder = mkdtempSync(join(tmpdir(), 'pfx-'));
    try {
      writeFileSync(join(folder, 'cert.pem'), cert);
      writeFileSync(join(folder, 'key.pem'), key);
      execFileSync(
        'openssl',
        'pkcs12 -export -in cert.pem -inkey key.pem -out probe.pfx -passout pass:horse'.split(
          ' ',
        ),
        { cwd: folder },
      );
      const pfx = readFileSync(join(folder, 'probe.pfx'));
      const prober = proberWith({
        clientCertificate: { pfx, passphrase: 'horse' },
      });
      expect(await prober.probe(target('pfx.acme.test'))).toMatchObject({
        healthy: true,
      });
      const wrong = () =>
        proberWith({ clientCertificate: { pfx, passphrase: 'donkey' } });
      expect(wrong).toThrow(/clientCertificate cannot be decrypted/);
      expect(wrong).not.toThrow(/donkey/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('with an encrypted key names the passphrase for every wrong one', async () => {
    const { cert } = await network.authority.issue({ names: ['probe'] });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'horse',
    });
    // OpenSSL reports about one in 200 wrong passphrases as an unsupported key.
    const messages = Array.from({ length: 600 }, (_, index) => {
      const passphrase = `donkey-${index}`;
      try {
        proberWith({
          clientCertificate: { cert, key: String(key), passphrase },
        });
        return 'accepted';
      } catch (error) {
        return String(error);
      }
    });
    expect([...new Set(messages)]).toEqual([
      expect.stringMatching(
        /clientCertificate cannot be decrypted\. Correct its passphrase$/,
      ),
    ]);
  });

  it('that the server rejects counts toward down', async () => {
    await serve('picky.acme.test', 'TLSv1.3');
    const stranger = await createAuthority('Stranger');
    const { cert, key } = await stranger.issue({ names: ['probe'] });
    const prober = proberWith({ clientCertificate: { cert, key } });
    const { failure } = await prober.probe(target('picky.acme.test'));
    // Node's server closes the connection without an alert. The lab has servers that send one.
    expect(failure).toMatchObject({
      code: 'tcp.closed',
      message: expect.stringContaining('may reject the client certificate'),
    });
    expect(failure).not.toHaveProperty('meaning');
  });

  it('with the key of another certificate is rejected', async () => {
    const [{ cert }, { key }] = [
      await network.authority.issue({ names: ['probe'] }),
      await network.authority.issue({ names: ['probe'] }),
    ];
    expect(() => proberWith({ clientCertificate: { cert, key } })).toThrow(
      /key that does not belong/,
    );
  });
});

describe('a trust bundle that cannot be read', () => {
  it('is the fault of the vantage if a certificate is not trusted', async () => {
    await network.serve('bundle.acme.test', ok);
    const prober = proberWith({
      trustBundle: undefined,
      trustBundleError: 'ENOENT: no such file, open ca.pem',
    });
    const { failure } = await prober.probe(target('bundle.acme.test'));
    expect(failure).toMatchObject({
      phase: 'tls',
      code: 'vantage.trust_bundle',
      message: expect.stringContaining('ca.pem'),
    });
  });
});

describe('the size of the ClientHello', () => {
  /** Forwards to a server, unless the first message needs a second TCP segment: then it never arrives. */
  const serveBehindFirewall = async (host: string) => {
    const address = await network.serve(host, ok);
    const port = network.routes[`${address}:443`] as number;
    const sizes: number[] = [];
    await network.serveTcp(host, (socket: Socket) => {
      socket.once('data', hello => {
        const size = (hello as Buffer).readUInt16BE(3) + 5;
        sizes.push(size);
        if (size > 1400) return;
        const upstream = connect(port, '127.0.0.1', () => {
          upstream.write(hello);
          upstream.pipe(socket).pipe(upstream);
        });
        upstream.on('error', () => socket.destroy());
        socket.on('close', () => upstream.destroy());
      });
    });
    return sizes;
  };

  it('is reduced with a classical key share', async () => {
    const sizes = await serveBehindFirewall('small.acme.test');
    const prober = proberWith({ keyShare: 'classical' });
    const result = await prober.probe(target('small.acme.test'));
    expect(result).toMatchObject({ healthy: true });
    expect(result).not.toHaveProperty('warnings');
    expect(sizes).toHaveLength(1);
  });

  // Older versions of OpenSSL have no hybrid key share.
  const describeIfHybrid = offersHybridByDefault() ? describe : describe.skip;
  describeIfHybrid('with a hybrid key share', () => {
    it.each([undefined, 'hybrid'] as const)(
      'is a warning if only the small one is answered, with keyShare %s',
      async keyShare => {
        const sizes = await serveBehindFirewall('large.acme.test');
        const result = await proberWith({ keyShare }, 2000).probe(
          target('large.acme.test'),
        );
        expect(result).toMatchObject({
          healthy: true,
          warnings: [{ code: 'tls.client_hello_size' }],
        });
        expect(sizes).toHaveLength(2);
        expect(sizes[0]).toBeGreaterThan(1400);
        expect(sizes[1]).toBeLessThan(600);
      },
    );

    it('is a warning too if the large one is answered with an alert', async () => {
      const address = await network.serve('alert.acme.test', ok);
      const port = network.routes[`${address}:443`] as number;
      await network.serveTcp('alert.acme.test', socket =>
        socket.once('data', hello => {
          if ((hello as Buffer).readUInt16BE(3) > 1400) {
            // A fatal alert: decode_error, as of a server that reads only the first segment.
            socket.end(Buffer.from('15030300020232', 'hex'));
            return;
          }
          const server = connect(port, '127.0.0.1');
          server.on('error', () => socket.destroy());
          server.write(hello);
          socket.pipe(server).pipe(socket);
        }),
      );
      const result = await proberWith({}).probe(target('alert.acme.test'));
      expect(result).toMatchObject({
        healthy: true,
        warnings: [
          {
            code: 'tls.client_hello_size',
            message: expect.stringMatching(/^Only an alert came back/),
          },
        ],
      });
    });

    it('does not shorten the handshake of a slow server that has begun to answer', async () => {
      const address = await network.serve('slow.acme.test', ok);
      const port = network.routes[`${address}:443`] as number;
      await network.serveTcp('slow.acme.test', (socket: Socket) => {
        const upstream = connect(port, '127.0.0.1');
        socket.on('data', data => upstream.write(data as Buffer));
        // The first byte comes at once, the rest after half of the time.
        upstream.once('data', data => {
          socket.write((data as Buffer).subarray(0, 1));
          upstream.pause();
          setTimeout(() => {
            socket.write((data as Buffer).subarray(1));
            upstream.on('data', more => socket.write(more as Buffer));
            upstream.resume();
          }, 1300);
        });
        upstream.on('error', () => socket.destroy());
        socket.on('close', () => upstream.destroy());
      });
      const result = await proberWith({}, 2400).probe(target('slow.acme.test'));
      expect(result).toMatchObject({ healthy: true });
      expect(result).not.toHaveProperty('warnings');
    });

    it('does not matter if nothing is answered', async () => {
      await network.serveTcp('nothing.acme.test', () => {});
      const { failure } = await proberWith({}, 500).probe(
        target('nothing.acme.test'),
      );
      expect(failure).toMatchObject({
        code: 'tls.timeout',
        meaning: 'control',
      });
    });
  });
});
