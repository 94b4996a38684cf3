import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDns, Zone } from '../__testUtils__/dnsServer';
import { hostsFileAddresses } from './hostsFile';
import { createResolver } from './resolve';

describe('the resolvers of a vantage', () => {
  const zone: Zone = {};
  const otherZone: Zone = {};
  let first: Awaited<ReturnType<typeof startDns>>;
  let second: Awaited<ReturnType<typeof startDns>>;
  beforeAll(async () => {
    [first, second] = [await startDns(zone), await startDns(otherZone)];
  });
  afterAll(() => Promise.all([first.close(), second.close()]));

  const resolve = async (host: string) => {
    const resolver = createResolver({
      resolvers: [first.address, second.address],
    });
    try {
      return await resolver.resolve(host);
    } finally {
      resolver.close();
    }
  };

  it.each([
    ['does not respond', { silent: true }],
    ['returns an error', { rcode: 'SERVFAIL' as const }],
    ['refuses the query', { rcode: 'REFUSED' as const }],
  ])('are queried in order if one %s', async (_, entry) => {
    zone['both.acme.test'] = entry;
    otherZone['both.acme.test'] = { a: ['10.1.0.7'] };
    expect(await resolve('both.acme.test')).toEqual(['10.1.0.7']);
  });

  it.each([
    ['the name does not exist', undefined, 'dns.nxdomain'],
    [
      'the addresses are removed',
      { a: ['10.1.0.7'], stripped: true },
      'dns.filtered',
    ],
  ])('are not queried further if %s', async (_, entry, code) => {
    if (entry) zone['final.acme.test'] = entry;
    otherZone['final.acme.test'] = { a: ['10.1.0.7'] };
    const before = second.questions.length;
    await expect(resolve('final.acme.test')).rejects.toMatchObject({ code });
    expect(second.questions).toHaveLength(before);
  });

  it.each([
    ['REFUSED', 'REFUSED', 'dns.refused', /refused the query.*refused/],
    ['REFUSED', 'SERVFAIL', 'dns.servfail', /refused.*returned an error/],
    ['SERVFAIL', 'REFUSED', 'dns.servfail', /returned an error.*refused/],
  ] as const)(
    'name all failures if the answers are %s and %s: %s',
    async (one, other, code, message) => {
      zone['none.acme.test'] = { rcode: one };
      otherZone['none.acme.test'] = { rcode: other };
      await expect(resolve('none.acme.test')).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    },
  );

  it('cannot control the terminal of the reader with their explanations', async () => {
    zone['colored.acme.test'] = {
      rcode: 'REFUSED',
      additionals: [
        {
          type: 'TXT',
          name: 'explanation.invalid',
          data: 'rebinding \u001b[2Kprotection\u202e',
        },
      ],
    };
    await expect(resolve('colored.acme.test')).rejects.toMatchObject({
      code: 'dns.filtered',
      message: expect.stringMatching(/rebinding {2}\[2Kprotection $/),
    });
  });

  it('do not wait for AAAA records that never arrive', async () => {
    zone['four.acme.test'] = { a: ['10.1.0.8'], silent: 'AAAA' };
    expect(await resolve('four.acme.test')).toEqual(['10.1.0.8']);
  });

  it('remember an answer that came too late for the previous lookup', async () => {
    zone['late.acme.test'] = {
      a: ['10.1.0.8'],
      aaaa: ['2600:1f18::1'],
      delayMs: { AAAA: 600 },
    };
    const resolver = createResolver({ resolver: first.address });
    const lookUp = () => resolver.resolve('late.acme.test');
    expect(await lookUp()).toEqual(['10.1.0.8']);
    await sleep(600);
    // The guard sees the public address.
    expect(await lookUp()).toEqual(['10.1.0.8', '2600:1f18::1']);
    delete zone['late.acme.test'].aaaa;
    delete zone['late.acme.test'].delayMs;
    expect(await lookUp()).toEqual(['10.1.0.8']);
    resolver.close();
  });

  it.each([
    ['the well-known prefix', '64:ff9b::a01:8', undefined],
    ['a prefix of the network', 'fd00:64::a01:8', ['fd00:64::c000:aa']],
  ])(
    'leave out addresses that DNS64 synthesized with %s',
    async (_, aaaa, prefix) => {
      zone['ipv4only.arpa'] = prefix ? { aaaa: prefix } : {};
      zone['six.acme.test'] = { a: ['10.1.0.8'], aaaa: [aaaa, 'fd00::1'] };
      expect(await resolve('six.acme.test')).toEqual(['10.1.0.8', 'fd00::1']);
    },
  );

  it('ask again for the prefix if the first query has no answer', async () => {
    zone['ipv4only.arpa'] = { aaaa: ['fd00:64::c000:aa'], dropFirst: true };
    zone['six.acme.test'] = { a: ['10.1.0.8'], aaaa: ['fd00:64::a01:8'] };
    expect(await resolve('six.acme.test')).toEqual(['10.1.0.8']);
  });

  it('keep an address that only looks synthesized', async () => {
    zone['ipv4only.arpa'] = {};
    zone['six.acme.test'] = { a: ['10.1.0.8'], aaaa: ['2600:1f18::a01:8'] };
    expect(await resolve('six.acme.test')).toEqual([
      '10.1.0.8',
      '2600:1f18::a01:8',
    ]);
  });

  it.each([
    ['10.0.0.2:0', /10\.0\.0\.2:0/],
    ['10.0.0.2/udp6', /10\.0\.0\.2\/udp6/],
    ['resolver.acme.test', /not a valid resolver/],
  ])('reject %s', (text, message) => {
    expect(() => createResolver({ resolvers: [text] })).toThrow(message);
  });

  it('cannot be empty, or combined with the short form', () => {
    expect(() => createResolver({ resolvers: [] })).toThrow(/is empty/);
    expect(() =>
      createResolver({ resolver: '10.0.0.2', resolvers: ['10.0.0.2'] }),
    ).toThrow(/cannot be combined/);
  });
});

describe('the hosts file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('lists the addresses of a name, and is read again after a change', async () => {
    const path = join(folder, 'hosts');
    await writeFile(
      path,
      '# 10.0.0.9 orders.acme.test\nfd00::1 orders.acme.test\n10.0.0.1\tOrders.acme.test orders # local\n',
    );
    expect(await hostsFileAddresses('orders.acme.test', path)).toEqual([
      '10.0.0.1',
      'fd00::1',
    ]);
    expect(await hostsFileAddresses('orders', path)).toEqual(['10.0.0.1']);
    expect(await hostsFileAddresses('other', path)).toEqual([]);
    await writeFile(path, '10.0.0.22 orders.acme.test\n');
    expect(await hostsFileAddresses('orders.acme.test', path)).toEqual([
      '10.0.0.22',
    ]);
    expect(await hostsFileAddresses('orders', join(folder, 'none'))).toEqual(
      [],
    );
  });
});
