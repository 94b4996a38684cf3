import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientsOf } from '../__testUtils__/account';
import { useAccount } from '../__testUtils__/checks';
import { checkServiceName } from './serviceName';

const scenario = useAccount();

const domains = () => {
  const { environment, ids } = scenario.account;
  const { certificateArn, hostedZoneId } = environment.domain!;
  const policy = { Version: '2012-10-17', Statement: [] };
  const named = (label: string) => `${label}.dev.acme.internal`;
  return {
    Regional: {
      Type: 'AWS::ApiGateway::DomainName',
      Properties: {
        DomainName: named('regional'),
        RegionalCertificateArn: certificateArn,
        SecurityPolicy: 'TLS_1_2',
        EndpointConfiguration: { Types: ['REGIONAL'] },
      },
    },
    Private: {
      Type: 'AWS::ApiGateway::DomainNameV2',
      Properties: {
        DomainName: named('private'),
        CertificateArn: certificateArn,
        SecurityPolicy: 'TLS_1_2',
        EndpointConfiguration: { Types: ['PRIVATE'] },
        Policy: policy,
      },
    },
    Association: {
      Type: 'AWS::ApiGateway::DomainNameAccessAssociation',
      Properties: {
        DomainNameArn: { 'Fn::GetAtt': ['Private', 'DomainNameArn'] },
        AccessAssociationSource: ids.ExecuteApi,
        AccessAssociationSourceType: 'VPCE',
      },
    },
    Unassociated: {
      Type: 'AWS::ApiGateway::DomainNameV2',
      Properties: {
        DomainName: named('unassociated'),
        CertificateArn: certificateArn,
        SecurityPolicy: 'TLS_1_2',
        EndpointConfiguration: { Types: ['PRIVATE'] },
        Policy: policy,
      },
    },
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: {
        HostedZoneId: hostedZoneId,
        Name: named('record'),
        Type: 'A',
        TTL: '60',
        ResourceRecords: ['10.64.0.9'],
      },
    },
  };
};

type Service = Parameters<typeof checkServiceName>[0]['service'];

const check = (service: Service, environment = scenario.account.environment) =>
  checkServiceName({
    clients: scenario.account.clients,
    environment,
    service,
  });
const problems = async (service: Service) =>
  (await check(service))
    .filter(({ status }) => status !== 'ok')
    .map(({ id, found }) => `${id}: ${found}`);

beforeAll(() => scenario.account.deploy('names', { Resources: domains() }));

it.each<[Service['entry'], string[]]>([
  ['custom-domain', ['name.record ok', 'name.domain ok']],
  ['alb', ['name.record ok', 'name.domain ok']],
  ['alb-lambda', ['name.record ok']],
  ['endpoint', []],
])('a free name of entry %s', async (entry, expected) => {
  const checks = await check({ name: 'free', entry });
  expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual(expected);
});

it.each<[string, Service, string[]]>([
  [
    'a record',
    { name: 'record', entry: 'alb-lambda' },
    [`name.record: a record of type A in `],
  ],
  [
    'a REGIONAL domain, for entry alb',
    { name: 'regional', entry: 'alb' },
    ['name.domain: a REGIONAL custom domain'],
  ],
  [
    'a PRIVATE domain of the same endpoint',
    { name: 'private', entry: 'custom-domain' },
    ['name.domain: a PRIVATE custom domain that is associated with vpce-'],
  ],
])('names what is taken: %s', async (_, service, expected) => {
  const found = await problems(service);
  expect(found).toHaveLength(expected.length);
  expected.forEach((text, index) =>
    expect(found[index].startsWith(text)).toBe(true),
  );
});

it.each<[string, Service]>([
  [
    'a PRIVATE domain of another endpoint',
    { name: 'unassociated', entry: 'custom-domain' },
  ],
  ['a PRIVATE domain, for a REGIONAL one', { name: 'private', entry: 'alb' }],
  [
    'a domain, for a service without API Gateway',
    { name: 'regional', entry: 'alb-lambda' },
  ],
])('accepts %s', async (_, service) => {
  expect(await problems(service)).toEqual([]);
});

const stack = (
  outputs: Record<string, string> = {},
  status = 'CREATE_COMPLETE',
): Service['stack'] => ({ status, outputs });
const balanced = {
  DomainName: 'Regional.dev.acme.internal',
  LoadBalancerArn: 'arn:of:balancer',
  RestApiId: 'a1b2c3d4e5',
};

it.each<[string, Service['stack'], string[]]>([
  ['has the name already', stack(balanced), []],
  ['is being changed', stack({}, 'UPDATE_IN_PROGRESS'), []],
  [
    'has another name',
    stack({ ...balanced, DomainName: 'other.dev.acme.internal' }),
    ['name.domain: a REGIONAL custom domain'],
  ],
  ['has no name', stack(), ['name.domain: a REGIONAL custom domain']],
  [
    'has the name with a private domain',
    stack({ DomainName: balanced.DomainName, RestApiId: 'a1b2c3d4e5' }),
    ['name.entry: entry custom-domain in the deployed stack'],
  ],
  [
    'has the name without an API',
    stack({ ...balanced, RestApiId: '' }),
    ['name.entry: entry alb-lambda in the deployed stack'],
  ],
])('a stack that %s', async (_, own, expected) => {
  expect(
    await problems({ name: 'regional', entry: 'alb', stack: own }),
  ).toEqual(expected);
});

it('has no result without the permission, and says which', async () => {
  scenario.account.sandbox.control.setDeniedOperations({
    '*': ['ListResourceRecordSets', 'GetDomainNames'],
  });
  expect(await problems({ name: 'free', entry: 'alb' })).toEqual([
    'name.record: route53:ListResourceRecordSets is denied',
    'name.domain: apigateway:GET is denied',
  ]);
});

it('names an EDGE domain, for entry alb', async () => {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        item: [
          {
            domainName: 'shop.dev.acme.internal',
            endpointConfiguration: { types: ['EDGE'] },
          },
        ],
      }),
    ),
  );
  await new Promise<void>(resolve =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  const { port } = server.address() as AddressInfo;
  const { apiGateway, ...unused } = clientsOf(`http://127.0.0.1:${port}`);
  try {
    const checks = await checkServiceName({
      clients: { ...scenario.account.clients, apiGateway },
      environment: scenario.account.environment,
      service: { name: 'shop', entry: 'alb' },
    });
    expect(checks.find(({ id }) => id === 'name.domain')).toMatchObject({
      status: 'wrong',
      found: 'an EDGE custom domain',
    });
  } finally {
    apiGateway.destroy();
    for (const client of Object.values(unused)) client.destroy();
    await new Promise(resolve => server.close(resolve));
  }
});

it('names a domain name that is not the one of the service, unless its stack has a name', async () => {
  const renamed = {
    name: 'free',
    entry: 'alb-lambda' as const,
    parameters: { DomainName: 'free.other.internal' },
  };
  expect(await problems(renamed)).toEqual([
    'name.suffix: DomainName free.other.internal in the parameters file',
  ]);
  expect(
    await problems({
      ...renamed,
      parameters: { DomainName: 'Free.dev.acme.internal' },
    }),
  ).toEqual([]);
  expect(
    await problems({
      ...renamed,
      stack: {
        status: 'CREATE_COMPLETE',
        outputs: { DomainName: 'free.other.internal' },
      },
    }),
  ).toEqual([]);
});

it('names the network of a load balancer that would have to move to another VPC', async () => {
  const existing = scenario.account.environment.network.existing!.vpcId;
  const inVpc = (
    network: 'existing' | 'new',
    VpcId: string,
    parameters?: Record<string, string>,
  ) =>
    problems({
      parameters,
      name: 'regional',
      entry: 'alb',
      network,
      stack: stack({ ...balanced, VpcId }),
    });
  expect(await inVpc('existing', existing)).toEqual([]);
  expect(await inVpc('new', 'vpc-0123')).toEqual([]);
  // The environment has another VPC since, but the deploy passes the old one.
  expect(await inVpc('existing', 'vpc-0', { VpcId: 'vpc-0' })).toEqual([]);
  expect(await inVpc('existing', 'vpc-0123')).toEqual([
    'name.network: a load balancer in vpc-0123, with the deployed stack',
  ]);
  expect(await inVpc('new', existing)).toEqual([
    `name.network: a load balancer in ${existing}, with the deployed stack`,
  ]);
});
