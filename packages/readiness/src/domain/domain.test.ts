import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '@private-serverless/environment';
import { checkReadiness } from '../checkReadiness';
import { clientsOf, now, region } from '../__testUtils__/account';
import { problemsOf, useAccount } from '../__testUtils__/checks';

const scenario = useAccount();
const { check, inDomain, whileChanged } = scenario;

describe('an environment with a domain that the account does not have', () => {
  it.each<[string, () => Environment, string[]]>([
    [
      'a zone that does not exist',
      () => inDomain({ hostedZoneId: 'Z0123' }),
      ['zone missing'],
    ],
    [
      'the zone of another domain',
      () => inDomain({ hostedZoneId: scenario.account.ids.OtherZone }),
      ['zone wrong'],
    ],
    [
      'a certificate that does not exist',
      () =>
        inDomain({
          certificateArn: `arn:aws:acm:${region}:111111111111:certificate/none`,
        }),
      ['certificate missing'],
    ],
    [
      'a certificate of another region',
      () =>
        inDomain({
          certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/a',
        }),
      ['certificate wrong'],
    ],
    [
      'a certificate that is not issued',
      () =>
        inDomain({
          certificateArn: scenario.account.certificate(
            ['*.dev.acme.internal'],
            90,
            'PENDING_VALIDATION',
          ),
        }),
      ['certificate wrong'],
    ],
    [
      'a certificate of another name that expires',
      () =>
        inDomain({
          certificateArn: scenario.account.certificate(['*.acme.internal'], 13),
        }),
      ['certificate.names wrong', 'certificate.expiry wrong'],
    ],
    [
      'a trust store that does not exist',
      () => inDomain({ trustStore: { bucket: 'none', key: 'none.pem' } }),
      ['trustStore missing'],
    ],
  ])('%s', async (_, environment, expected) => {
    const readiness = await check(environment());
    expect(problemsOf(readiness)).toEqual(expected);
    expect(readiness.ready).toBe(expected.length === 0);
  });

  it('a public zone, and one that is not associated with the VPC', async () => {
    const { Vpc, OtherVpc } = scenario.account.ids;
    const associated = (VPCId: string) => ({
      VPCs: [{ VPCId, VPCRegion: region }],
    });
    const open = await whileChanged('Zone', { VPCs: null }, associated(Vpc));
    expect(problemsOf(open)).toEqual(['zone wrong']);
    const apart = await whileChanged(
      'Zone',
      associated(OtherVpc),
      associated(Vpc),
    );
    expect(problemsOf(apart)).toEqual(['zone.association wrong']);
  });
});

describe('custom domains of the shared endpoint', () => {
  /** Checks against a server that responds as API Gateway does, in pages of one item. */
  async function domainsWith(
    domains: Array<{ domainName: string; type: string }>,
    endpointIds: string[],
  ) {
    const lists: Record<string, object[]> = {
      '/account': [],
      '/domainnames': domains.map(({ domainName, type }) => ({
        domainName,
        endpointConfiguration: { types: [type] },
      })),
      '/domainnameaccessassociations': endpointIds.map(id => ({
        accessAssociationSourceType: 'VPCE',
        accessAssociationSource: id,
      })),
    };
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://a');
      const from = Number(searchParams.get('position') ?? 0);
      const list = lists[pathname];
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          item: list.slice(from, from + 1),
          ...(from + 1 < list.length ? { position: String(from + 1) } : {}),
        }),
      );
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    const { apiGateway, ...unused } = clientsOf(`http://127.0.0.1:${port}`);
    try {
      const { checks } = await checkReadiness({
        environment: scenario.account.environment,
        clients: { ...scenario.account.clients, apiGateway },
        clock: () => now,
      });
      return checks.find(({ id }) => id === 'endpoint.domains');
    } finally {
      apiGateway.destroy();
      for (const client of Object.values(unused)) client.destroy();
      await new Promise(resolve => server.close(resolve));
    }
  }

  const regional = { domainName: 'orders.dev.acme.internal', type: 'REGIONAL' };
  const edge = { domainName: 'shop.dev.acme.internal', type: 'EDGE' };
  const ofOthers = { domainName: 'a.prod.acme.internal', type: 'REGIONAL' };

  it('may be none, private ones, or REGIONAL ones of the suffix', async () => {
    const { ExecuteApi, Logs } = scenario.account.ids;
    expect(await domainsWith([ofOthers, edge], [Logs])).toMatchObject({
      status: 'ok',
      found: 'no custom domains',
    });
    expect(await domainsWith([ofOthers], [Logs, ExecuteApi])).toMatchObject({
      status: 'ok',
      found: 'PRIVATE custom domains',
    });
    expect(await domainsWith([ofOthers, edge, regional], [])).toMatchObject({
      status: 'ok',
      found: 'REGIONAL custom domains',
    });
  });

  it('must not be of both kinds', async () => {
    const { ExecuteApi } = scenario.account.ids;
    expect(await domainsWith([regional], [ExecuteApi])).toEqual({
      id: 'endpoint.domains',
      status: 'wrong',
      subject: ExecuteApi,
      found: 'PRIVATE custom domains and REGIONAL custom domains',
      expected: 'one kind of custom domain for each endpoint',
      fix: 'Deploy the services with entry custom-domain, or those with entry alb, to an environment with another endpoint.',
    });
  });
});
