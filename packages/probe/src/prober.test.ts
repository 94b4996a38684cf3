import { startNetwork, target } from './__testUtils__/network';

describe('a healthy target', () => {
  let network: Awaited<ReturnType<typeof startNetwork>>;

  beforeAll(async () => {
    network = await startNetwork();
  });
  afterAll(() => network.close());

  it('is reachable, healthy and private, with phases, certificate and address', async () => {
    const address = await network.serve(
      'orders.acme.test',
      (request, response) =>
        response.end(
          JSON.stringify({ path: request.url, host: request.headers.host }),
        ),
    );
    const at = new Date('2026-03-01T10:00:00Z');
    const prober = network.prober({ clock: () => at });
    const result = await prober.probe({
      ...target('orders.acme.test'),
      expectedBody: { jsonPointer: '/host', equals: 'orders.acme.test' },
    });
    expect(result).toMatchObject({
      target: 'target-orders.acme.test',
      vantage: 'test-vpc',
      at: '2026-03-01T10:00:00.000Z',
      reachable: true,
      healthy: true,
      private: true,
      addresses: [address],
      connectedTo: `${address}:443`,
      tls: {
        protocol: 'TLSv1.3',
        authorized: true,
        names: ['orders.acme.test'],
        subject: 'CN=orders.acme.test',
        issuer: 'CN=Acme test CA',
      },
      http: { status: 200, body: { bytes: 44 } },
    });
    expect(result).not.toHaveProperty('failure');
    expect(Object.keys(result.timings).sort()).toEqual([
      'dns',
      'firstByte',
      'tcp',
      'tls',
      'total',
      'transfer',
      'unattributed',
    ]);
  });
});
