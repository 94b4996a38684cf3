import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, Socket } from 'node:net';
import { Resolver } from 'node:dns/promises';
import { connect as connectTls } from 'node:tls';
import * as dnsPacket from 'dns-packet';
import {
  call,
  createPrivateApi,
  execute,
  Harness,
  openTunnel,
  resolve4,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const regional = 'execute-api.eu-central-1.amazonaws.com';

/** A private zone for a name, which is an alias of the endpoint of a stack. */
const zoneTemplate = (outputs: Record<string, string>, name: string) => ({
  Resources: {
    Zone: {
      Type: 'AWS::Route53::HostedZone',
      Properties: {
        Name: name,
        VPCs: [{ VPCId: outputs.VpcId, VPCRegion: 'eu-central-1' }],
      },
    },
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: {
        HostedZoneId: { Ref: 'Zone' },
        Name: name,
        Type: 'A',
        AliasTarget: {
          DNSName: outputs.EndpointName,
          HostedZoneId: 'Z273ZU8SZ5RJPC',
        },
      },
    },
  },
});

describe('the private network', () => {
  let harness: Harness;
  let off: Record<string, string>;
  let on: Record<string, string>;
  let closed: Record<string, string>;
  beforeAll(async () => {
    harness = await startHarness();
    [off, on, closed] = await Promise.all([
      createPrivateApi(harness, 'dns-off'),
      createPrivateApi(harness, 'dns-on', {
        VpcCidr: '10.80.0.0/20',
        PrivateDns: 'true',
      }),
      createPrivateApi(harness, 'closed', {
        VpcCidr: '10.96.0.0/20',
        CorporateCidr: '198.51.100.0/24',
      }),
    ]);
  });
  afterAll(() => harness.close());

  describe('resolver', () => {
    it('returns one address per subnet, starting with the fifth', async () => {
      const addresses = await resolve4(
        harness,
        `${on.ApiId}-${on.EndpointId}.${regional}`,
      );
      expect(addresses.sort()).toEqual(['10.80.0.4', '10.80.1.4']);
      expect((await resolve4(harness, on.EndpointName)).sort()).toEqual(
        addresses,
      );
      const zonal = on.EndpointName.replace('.', '-eu-central-1b.');
      expect(await resolve4(harness, zonal)).toEqual(['10.80.1.4']);
    });

    it('never assigns the same address to two stacks with the same CIDR', async () => {
      const twin = await createPrivateApi(harness, 'twin');
      const name = (o: Record<string, string>) =>
        new URL(o.EndpointUrl).hostname;
      const mine = await resolve4(harness, name(off));
      const theirs = await resolve4(harness, name(twin));
      expect(theirs.filter(address => mine.includes(address))).toEqual([]);
      const answer = await call(harness, `${twin.EndpointUrl}/echo`);
      expect(JSON.parse(answer.body).functionName).toBe(twin.FunctionName);
    });

    it('resolves {apiId} to private addresses only if private DNS is enabled', async () => {
      expect(
        (await resolve4(harness, `${on.ApiId}.${regional}`)).sort(),
      ).toEqual(['10.80.0.4', '10.80.1.4']);
    });

    it('resolves every execute-api name to the endpoint if private DNS is enabled, as AWS does', async () => {
      expect(
        (await resolve4(harness, `${off.ApiId}.${regional}`)).sort(),
      ).toEqual(['10.80.0.4', '10.80.1.4']);
    });

    it('resolves {apiId} to a public address if private DNS is disabled', async () => {
      const alone = await startHarness();
      try {
        const outputs = await createPrivateApi(alone, 'alone');
        expect(await resolve4(alone, `${outputs.ApiId}.${regional}`)).toEqual([
          '3.120.0.10',
        ]);
        await expect(
          resolve4(alone, `unknownapi.${regional}`),
        ).rejects.toMatchObject({ code: 'ENOTFOUND' });
      } finally {
        await alone.close();
      }
    });

    it('of one VPC knows its private DNS names only, and the names that are valid everywhere', async () => {
      const own = await harness.sandbox.openVpc(on.VpcId);
      const other = await harness.sandbox.openVpc(off.VpcId);
      const at = (access: typeof own, name: string) =>
        resolve4(
          { ...harness, sandbox: { ...harness.sandbox, ...access } },
          name,
        );
      const api = `${on.ApiId}.${regional}`;
      expect((await at(own, api)).sort()).toEqual(['10.80.0.4', '10.80.1.4']);
      expect(await at(other, api)).toEqual(['3.120.0.10']);
      const named = await at(other, `${on.ApiId}-${on.EndpointId}.${regional}`);
      expect(named.sort()).toEqual(['10.80.0.4', '10.80.1.4']);
    });

    it('of one VPC comes with a proxy that reaches the addresses of this VPC', async () => {
      const inside = await harness.sandbox.openVpc(on.VpcId);
      const outside = await harness.sandbox.openVpc(off.VpcId);
      const through = (access: typeof inside) =>
        call(
          { ...harness, sandbox: { ...harness.sandbox, ...access } },
          `${on.EndpointUrl}/health`,
        );
      expect(await through(inside)).toMatchObject({ status: 200 });
      await expect(through(outside)).rejects.toThrow(/403/);
    });

    it('answers names of a private zone in the VPCs of the zone, instead of their public address', async () => {
      const api = `${off.ApiId}.${regional}`;
      await execute(harness, {
        StackName: 'zone',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: JSON.stringify(zoneTemplate(off, api)),
      });
      expect(await settledStatus(harness, 'zone')).toBe('CREATE_COMPLETE');
      const own = await harness.sandbox.openVpc(off.VpcId);
      const other = await harness.sandbox.openVpc(closed.VpcId);
      const at = (access: typeof own, name: string) =>
        resolve4(
          { ...harness, sandbox: { ...harness.sandbox, ...access } },
          name,
        );
      expect(await at(own, api)).toHaveLength(2);
      // The resolver rotates the addresses at random.
      expect((await at(own, api)).sort()).toEqual(
        (await at(own, off.EndpointName)).sort(),
      );
      expect(await at(other, api)).toEqual(['3.120.0.10']);
      await expect(at(own, `www.${api}`)).rejects.toMatchObject({
        code: 'ENOTFOUND',
      });
      expect(await at(own, `${closed.ApiId}.${regional}`)).toEqual([
        '3.120.0.10',
      ]);
    });

    it.each(['example.com', `x-vpce-0.${regional}`, 'amazonaws.com'])(
      'has no name %s',
      async name => {
        await expect(resolve4(harness, name)).rejects.toMatchObject({
          code: 'ENOTFOUND',
        });
      },
    );

    it('returns no IPv6 addresses and no error', async () => {
      const resolver = new Resolver({ timeout: 2000, tries: 1 });
      resolver.setServers([harness.sandbox.resolver]);
      await expect(resolver.resolve6(on.EndpointName)).rejects.toMatchObject({
        code: 'ENODATA',
      });
    });

    it('supports TCP', async () => {
      const [host, port] = harness.sandbox.resolver.split(':');
      const socket = connectTcp(Number(port), host);
      const reply = await new Promise<dnsPacket.DecodedPacket>(resolve => {
        const chunks: Buffer[] = [];
        socket.on('data', data => {
          chunks.push(data);
          const bytes = Buffer.concat(chunks);
          if (bytes.length >= 2 + bytes.readUInt16BE(0)) {
            resolve(dnsPacket.streamDecode(bytes) as dnsPacket.DecodedPacket);
          }
        });
        socket.write(
          dnsPacket.streamEncode({
            type: 'query',
            id: 7,
            questions: [{ type: 'A', name: on.EndpointName }],
          }),
        );
      });
      socket.destroy();
      expect(reply.id).toBe(7);
      expect(reply.answers).toHaveLength(2);
    });

    it('continues after a message that is not a valid query', async () => {
      const [host, port] = harness.sandbox.resolver.split(':');
      const udp = createSocket('udp4');
      for (const bytes of [
        Buffer.alloc(0),
        Buffer.alloc(3),
        Buffer.alloc(600, 0xff),
      ]) {
        await new Promise(resolve => {
          udp.send(bytes, Number(port), host, resolve);
        });
      }
      udp.close();
      const tcp = connectTcp(Number(port), host);
      tcp.write(Buffer.from([0, 3, 0xff, 0xff, 0xff]));
      await new Promise(resolve => {
        tcp.on('close', resolve);
      });
      expect(await resolve4(harness, on.EndpointName)).toHaveLength(2);
    });
  });

  describe('tunnel', () => {
    it.each([
      ['127.0.0.1:443', 'loopback'],
      ['169.254.169.254:443', 'metadata'],
      ['10.200.0.1:443', 'a network of no stack'],
      ['10.80.0.4:22', 'another port'],
      ['example.com:443', 'a name'],
      ['999.1.1.1:443', 'no address'],
    ])('rejects %s (%s)', async authority => {
      const { status, socket } = await openTunnel(harness, authority);
      socket.destroy();
      expect(status).toBe(403);
    });

    it('sends no response for an address that no security group allows', async () => {
      const [address] = await resolve4(harness, closed.EndpointName);
      const proxy = new URL(harness.sandbox.connectProxyUrl);
      const socket = connectTcp(Number(proxy.port), proxy.hostname);
      let received = '';
      socket.on('data', data => {
        received += data;
      });
      socket.write(`CONNECT ${address}:443 HTTP/1.1\r\nhost: x\r\n\r\n`);
      // A rejection would arrive at once. The response of another tunnel serves
      // as the clock.
      await openTunnel(harness, '10.80.0.4:443').then(one =>
        one.socket.destroy(),
      );
      await call(harness, `${on.EndpointUrl}/health`);
      expect(received).toBe('');
      socket.destroy();
    });

    it('rejects requests other than CONNECT', async () => {
      const answer = await fetch(harness.sandbox.connectProxyUrl);
      expect(answer.status).toBe(405);
    });

    const handshake = (
      servername: string,
      o: { ca?: string; maxVersion?: 'TLSv1.1' } = {},
    ) =>
      openTunnel(harness, '10.80.0.4:443').then(
        ({ socket }) =>
          new Promise<string>((resolve, reject) => {
            const tls = connectTls({
              socket,
              servername,
              ca: harness.sandbox.caPem,
              ...o,
              ...(o.maxVersion && { minVersion: 'TLSv1' }),
            });
            tls.once('secureConnect', () => {
              resolve(tls.getProtocol()!);
              tls.destroy();
            });
            tls.once('error', reject);
          }),
      );

    it('has a certificate of its own CA for the names of API Gateway', async () => {
      expect(readFileSync(harness.sandbox.caFile, 'utf8')).toBe(
        harness.sandbox.caPem,
      );
      expect(await handshake(`abc.${regional}`)).toMatch(/^TLSv1\.[23]$/);
      expect(await handshake(on.EndpointName)).toMatch(/^TLSv1\.[23]$/);
      await expect(handshake('example.com')).rejects.toMatchObject({
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
      await expect(
        handshake(`abc.${regional}`, { ca: '' }),
      ).rejects.toMatchObject({
        code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      });
    });

    it('rejects TLS 1.1', async () => {
      await expect(
        handshake(`abc.${regional}`, { maxVersion: 'TLSv1.1' }),
      ).rejects.toThrow();
    });

    it('continues after bytes that are not TLS', async () => {
      const { socket } = await openTunnel(harness, '10.80.0.4:443');
      const ended = new Promise<void>(resolve => {
        (socket as Socket).once('close', () => resolve());
      });
      socket.on('error', () => {});
      socket.resume();
      socket.write('GET / HTTP/1.1\r\n\r\n');
      await ended;
      expect((await call(harness, `${on.EndpointUrl}/health`)).status).toBe(
        200,
      );
    });
  });
});
