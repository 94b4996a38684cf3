import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import path from 'node:path';
// The private network of the probe's own tests: a resolver, proxies and servers.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { startNetwork } from '../../probe/src/__testUtils__/network';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { startSocks } from '../../probe/src/__testUtils__/socksServer';
import { folderWith, run } from './__testUtils__/run';

// Real processes, on machines that may be busy.
jest.setTimeout(120_000);

const url = 'https://orders.acme.test/health';
const closed = '127.0.0.1:1';

let network: Awaited<ReturnType<typeof startNetwork>>;
let folder: string;
let address: string;
/** What every probe needs: the resolver and the issuer of the network. */
let names: string[];

beforeAll(async () => {
  network = await startNetwork();
  address = await network.serve('orders.acme.test', (_, response) =>
    response.end('{}'),
  );
  const client = await network.authority.issue({ names: ['cli'] });
  folder = folderWith({
    'ca.pem': network.authority.pem,
    'client.pem': `${client.cert}\n${client.key}\n`,
    'encrypted.pem': `${client.cert}\n${createPrivateKey(client.key).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'hunter2',
    })}`,
  });
  execFileSync(
    'openssl',
    'pkcs12 -export -in client.pem -out client.p12 -passout pass:hunter2'.split(
      ' ',
    ),
    { cwd: folder },
  );
  names = ['--resolver', network.dns.address, '--trust-bundle', 'ca.pem'];
});
afterAll(async () => {
  await network.close();
  rmSync(folder, { recursive: true, force: true });
});

const probe = (args: string[], env: Record<string, string> = {}) =>
  run(['probe', ...args], { cwd: folder, env });
const orders = (args: string[], env?: Record<string, string>) =>
  probe([url, ...names, ...args], env);
const portOf = (host: string) =>
  network.routes[`${network.zone[host].a![0]}:443`];

describe('a proxy', () => {
  it('is used with http, and named in the report', async () => {
    const { code, stdout, stderr } = await orders([
      '--proxy',
      network.tunnel.url,
    ]);
    expect(stdout).toMatch(
      new RegExp(
        `^healthy, reachable, private addresses only\n {2}addresses: ${address}\n {2}via: proxy ${network.tunnel.url}\n`,
      ),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('receives the credentials from the environment', async () => {
    const socks = await startSocks(
      { [`${address}:443`]: portOf('orders.acme.test') as number },
      { username: 'me', password: 'hunter2' },
    );
    const user = { PRIVATE_SERVERLESS_PROXY_USER: 'me' };
    const proxy = ['--proxy', socks.url];
    try {
      await expect(
        orders(proxy, {
          ...user,
          PRIVATE_SERVERLESS_PROXY_PASSWORD: 'hunter2',
        }),
      ).resolves.toMatchObject({ code: 0 });
      const wrong = await orders(proxy, {
        ...user,
        PRIVATE_SERVERLESS_PROXY_PASSWORD: 'hunter3',
      });
      expect(wrong.stdout).toMatch(/^ {2}tunnel\.authentication: /m);
      expect(wrong.stdout).toMatch(
        /^ {2}in this command: set PRIVATE_SERVERLESS_PROXY_USER and/m,
      );
      expect(wrong.stdout).toMatch(
        /^ {2}meaning: says nothing about the target/m,
      );
      expect(wrong.stdout + wrong.stderr).not.toMatch(/hunter/);
      expect(wrong.code).toBe(1);
    } finally {
      await socks.close();
    }
  });

  it('is still accepted as --connect-proxy, with a warning', async () => {
    const { code, stdout, stderr } = await orders([
      ...['--connect-proxy', network.tunnel.url, '--json'],
    ]);
    expect(stderr).toBe(
      '--connect-proxy is deprecated and will be removed. Use --proxy with the same URL.\n',
    );
    expect(JSON.parse(stdout)).toMatchObject({ healthy: true, via: 'proxy' });
    expect(code).toBe(0);
  });

  it('that cannot be reached says nothing about the target', async () => {
    const { code, stdout } = await orders(['--proxy', `http://${closed}`]);
    expect(stdout).toMatch(/^ {2}tunnel\.unreachable: Cannot connect/m);
    expect(stdout).toMatch(/^ {2}meaning: says nothing about the target/m);
    expect(code).toBe(1);
  });
});

describe('several addresses', () => {
  it('shows each that failed', async () => {
    network.zone['two.acme.test'] = { a: ['10.1.9.1', '10.1.9.2'] };
    const refused = {
      status: 503,
      headers: { 'X-Squid-Error': 'ERR_CONNECT_FAIL 111' },
    };
    network.routes['10.1.9.1:443'] = refused;
    network.routes['10.1.9.2:443'] = refused;
    const { stdout } = await probe([
      'https://two.acme.test/',
      ...[...names, '--proxy', network.tunnel.url],
    ]);
    expect(stdout.match(/^ {2}failed attempt: .*$/gm)).toEqual([
      expect.stringMatching(/: 10\.1\.9\.1: tcp\.refused: /),
      expect.stringMatching(/: 10\.1\.9\.2: tcp\.refused: /),
    ]);
    expect(stdout).toMatch(/^ {2}tcp\.refused: 10\.1\.9\.2 refused port 443/m);
    expect(stdout).not.toMatch(/^ {2}meaning:/m);
  });
});

describe('a resolver', () => {
  it('is followed by the next one if it does not respond', async () => {
    const proxy = ['--proxy', network.tunnel.url];
    const dead = ['--resolver', closed];
    const alone = await probe([url, ...dead, ...proxy]);
    expect(alone.stdout).toMatch(/^ {2}dns\.(unreachable|timeout): /m);
    await expect(
      probe([url, ...dead, ...names, ...proxy]),
    ).resolves.toMatchObject({ code: 0 });
  });
});

describe('--connect-to', () => {
  it('connects to a local port, and does not claim that the name is private', async () => {
    const port = portOf('orders.acme.test');
    const { code, stdout, stderr } = await orders([
      ...['--connect-to', `127.0.0.1:${port}`, '--hosts-file'],
    ]);
    expect(stdout).toMatch(
      new RegExp(
        `^healthy, reachable, privacy not checked \\(--connect-to\\)\n(?:.*\n)* {2}via: 127\\.0\\.0\\.1:${port} `,
      ),
    );
    expect(stderr).toBe(
      '--resolver, --hosts-file: no effect with --connect-to, because no name is resolved.\n',
    );
    expect(code).toBe(0);
  });

  it('still verifies the certificate', async () => {
    const { code, stdout } = await probe([
      'https://other.acme.test/',
      ...['--trust-bundle', 'ca.pem'],
      ...['--connect-to', `127.0.0.1:${portOf('orders.acme.test')}`],
    ]);
    expect(stdout).toMatch(/^ {2}tls\.hostname: /m);
    expect(code).toBe(1);
  });
});

describe('a client certificate', () => {
  const secured = 'secured.acme.test';
  const securedUrl = `https://${secured}/`;
  const subjects: string[] = [];

  beforeAll(() =>
    network.serve(
      secured,
      (request, response) => {
        const socket = request.socket as TLSSocket;
        subjects.push(socket.getPeerX509Certificate()!.subject);
        response.end('{}');
      },
      { tls: { requestCert: true, ca: network.authority.pem } },
    ),
  );

  it('comes from a PEM file', async () => {
    const proxy = ['--proxy', network.tunnel.url];
    const without = await probe([securedUrl, ...names, ...proxy]);
    expect(without.stdout).toMatch(/^ {2}tls\.client_certificate: /m);
    expect(without.stdout).toMatch(
      /^ {2}in this command: --client-certificate FILE$/m,
    );
    const certificate = ['--client-certificate', 'client.pem'];
    await expect(
      probe([securedUrl, ...names, ...proxy, ...certificate]),
    ).resolves.toMatchObject({ code: 0 });
    expect(subjects).toEqual(['CN=cli']);
  });

  it.each(['encrypted.pem', 'client.p12'])(
    'in %s needs the passphrase from the environment',
    async file => {
      const args = [
        ...[securedUrl, ...names, '--proxy', network.tunnel.url],
        ...['--client-certificate', file],
      ];
      const passphrase = 'PRIVATE_SERVERLESS_CLIENT_CERTIFICATE_PASSPHRASE';
      await expect(
        probe(args, { [passphrase]: 'hunter2' }),
      ).resolves.toMatchObject({ code: 0 });
      const wrong: Array<Record<string, string>> = [
        {},
        { [passphrase]: 'hunter3' },
      ];
      for (const env of wrong) {
        const { code, stdout, stderr } = await probe(args, env);
        expect(stderr).toBe(
          `--client-certificate ${file} cannot be decrypted. Correct its passphrase in ${passphrase}\n`,
        );
        expect(stdout).toBe('');
        expect(code).toBe(2);
      }
    },
  );

  it('that is incomplete or not valid is a usage error', async () => {
    const key = network.authority.pem.replaceAll('CERTIFICATE', 'PRIVATE KEY');
    writeFileSync(path.join(folder, 'broken.pem'), network.authority.pem + key);
    writeFileSync(path.join(folder, 'broken.p12'), 'nonsense');
    for (const [file, message] of [
      ['no.pem', /^--client-certificate no\.pem cannot be read: /],
      ['ca.pem', /^--client-certificate ca\.pem contains no private key\. Use/],
      ['broken.pem', /^--client-certificate broken\.pem is not valid .* Use/],
      ['broken.p12', /^--client-certificate broken\.p12 is not valid .* Use/],
    ] as const) {
      const { code, stderr } = await probe([
        securedUrl,
        ...['--client-certificate', file],
      ]);
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
    }
  });
});

describe('what may be probed', () => {
  const through = () => [...names, '--proxy', network.tunnel.url];

  it('is the port of the URL, or only 443 and the given ports with --allow-host', async () => {
    const high = 'https://orders.acme.test:8443/health';
    network.routes[`${address}:8443`] = portOf('orders.acme.test');
    const host = ['--allow-host', '.acme.test'];
    await expect(probe([high, ...through()])).resolves.toMatchObject({
      code: 0,
    });
    const refused = await probe([high, ...through(), ...host]);
    expect(refused.stdout).toMatch(/^ {2}policy\.url: /m);
    expect(refused.stdout).toMatch(/^ {2}in this command: --allow-port PORT$/m);
    expect(refused.code).toBe(1);
    await expect(
      probe([high, ...through(), ...host, '--allow-port', '8443']),
    ).resolves.toMatchObject({ code: 0 });
  });

  it('are the given address ranges instead of the private ones', async () => {
    const elsewhere = ['--allow-cidr', '192.168.0.0/16'];
    const refused = await probe([url, ...through(), ...elsewhere]);
    expect(refused.stdout).toMatch(/^ {2}policy\.address: /m);
    await expect(
      probe([url, ...through(), ...elsewhere, '--allow-cidr', '10.0.0.0/8']),
    ).resolves.toMatchObject({ code: 0 });
  });

  it('is a host name of AWS only if it is written in full', async () => {
    const name = 'abc.execute-api.eu-central-1.amazonaws.com';
    const awsUrl = `https://${name}/`;
    const refused = await probe([awsUrl, '--allow-host', '.amazonaws.com']);
    expect(refused.stdout).toMatch(/^ {2}policy\.host: /m);
    const allowed = await probe([
      awsUrl,
      ...['--allow-host', name, '--resolver', network.dns.address],
    ]);
    expect(allowed.stdout).toMatch(/^ {2}dns\.nxdomain: /m);
  });
});
