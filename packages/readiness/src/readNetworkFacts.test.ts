import { type FactsOptions, readNetworkFacts } from './readNetworkFacts';
import {
  clientsOf,
  now,
  region,
  startAccount,
  type TestAccount,
} from './__testUtils__/account';
import { startChangingProxy } from './__testUtils__/changingProxy';

jest.setTimeout(60_000);

let account: TestAccount;
beforeAll(async () => {
  account = await startAccount();
});
afterAll(async () => account.close());
afterEach(() => account.sandbox.control.setDeniedOperations({}));

const read = (also: Partial<FactsOptions> = {}) =>
  readNetworkFacts({
    clients: account.clients,
    ...also,
    environment: account.environment,
    clock: () => now,
  });

describe('readNetworkFacts', () => {
  it('asks for more resources than one filter may have', async () => {
    const { ids } = account;
    const more = (prefix: string) =>
      Array.from({ length: 450 }, (_, index) => `${prefix}-0${index}`);
    const facts = await readNetworkFacts({
      environment: account.environment,
      clients: account.clients,
      clock: () => now,
      subnetIds: more('subnet'),
      securityGroupIds: more('sg'),
    });
    expect(facts.subnets?.map(({ id }) => id)).toContain(ids.SubnetA);
    expect(facts.securityGroups?.map(({ id }) => id)).toContain(ids.Group);
  });

  it('describes the network', async () => {
    const { ids } = account;
    const facts = await read();
    expect(facts).toMatchObject({
      version: 1,
      environment: 'dev',
      accountId: '111111111111',
      region,
      at: '2026-11-28T12:00:00.000Z',
      vpc: {
        id: ids.Vpc,
        cidrs: ['10.64.0.0/20'],
        ipv6Cidrs: [],
        dnsSupport: true,
        dnsHostnames: true,
      },
      subnets: [
        {
          id: ids.SubnetA,
          availabilityZoneId: 'euc1-az1',
          cidr: '10.64.0.0/24',
          routeTableId: ids.RouteTable,
          mapsPublicAddresses: false,
          freeAddresses: 250,
        },
        { id: ids.SubnetB, availabilityZoneId: 'euc1-az2' },
      ],
      prefixLists: {
        s3: { id: 'pl-6ea54007', cidrs: ['3.5.134.0/23', '52.219.44.0/22'] },
        dynamodb: { id: 'pl-66a5400f' },
      },
      resolved: {},
    });
    expect(facts.routeTables).toContainEqual({
      id: ids.RouteTable,
      main: false,
      routes: [
        { destination: '10.64.0.0/20', target: 'local' },
        { destination: '10.0.0.0/8', target: 'tgw-0a' },
        { destination: 'pl-6ea54007', target: ids.S3 },
      ],
    });
    expect(facts.endpoints).toHaveLength(6);
    expect(facts.endpoints).toContainEqual({
      id: ids.ExecuteApi,
      service: `com.amazonaws.${region}.execute-api`,
      type: 'Interface',
      privateDns: false,
      subnetIds: [ids.SubnetA, ids.SubnetB],
      routeTableIds: [],
      securityGroupIds: [ids.Group],
      addresses: ['10.64.0.4', '10.64.1.4'],
      policy: expect.objectContaining({
        Statement: [expect.objectContaining({ Action: 'execute-api:Invoke' })],
      }),
    });
    expect(facts.securityGroups).toMatchObject([
      {
        id: ids.Group,
        ingress: [
          {
            IpProtocol: 'tcp',
            FromPort: 443,
            ToPort: 443,
            IpRanges: [{ CidrIp: '10.0.0.0/8' }],
          },
        ],
        egress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ]);
  });

  it('also describes what a template names, in this VPC', async () => {
    const { ids } = account;
    const facts = await read({
      subnetIds: [ids.Tiny, ids.SubnetA, ids.OtherSubnet, 'subnet-0'],
      securityGroupIds: [ids.OtherGroup, 'sg-0'],
      prefixListIds: ['pl-6ea54007', 'pl-0'],
    });
    expect(facts.subnets!.map(({ id }) => id).sort()).toEqual(
      [ids.SubnetA, ids.SubnetB, ids.Tiny].sort(),
    );
    expect(facts.securityGroups!.map(({ id }) => id).sort()).toEqual(
      [ids.Group, ids.OtherGroup].sort(),
    );
    expect(facts.prefixLists).toMatchObject({
      s3: { id: 'pl-6ea54007', cidrs: expect.any(Array) },
      // Does not exist, so its ranges are not known.
      'pl-0': { id: 'pl-0' },
    });
    expect(facts.prefixLists).not.toHaveProperty('pl-6ea54007');
    expect(facts.routeTables!.filter(({ main }) => main)).toHaveLength(1);
  });

  it.each([
    // Without the VPC, no subnet is known to be in it.
    ['DescribeVpcs', ['vpc', 'subnets']],
    ['DescribeSubnets', ['subnets']],
    ['DescribeRouteTables', ['routeTables']],
    ['DescribeVpcEndpoints', ['endpoints', 'securityGroups']],
    ['DescribeSecurityGroups', ['securityGroups']],
    ['DescribeManagedPrefixLists', ['prefixLists']],
  ])('leaves out what %s should have returned', async (operation, absent) => {
    const all = Object.keys(await read());
    account.sandbox.control.setDeniedOperations({ tester: [operation] });
    const left = Object.keys(await read());
    expect(all.filter(key => !left.includes(key))).toEqual(absent);
  });

  it('leaves out single values that were refused', async () => {
    account.sandbox.control.setDeniedOperations({
      tester: [
        'DescribeVpcAttribute',
        'DescribeNetworkInterfaces',
        'DescribeRouteTables',
        'GetManagedPrefixListEntries',
      ],
    });
    const facts = await read();
    expect(facts.vpc).toEqual({
      id: account.ids.Vpc,
      cidrs: ['10.64.0.0/20'],
      ipv6Cidrs: [],
    });
    for (const one of facts.endpoints!) {
      expect(one).not.toHaveProperty('addresses');
    }
    for (const one of facts.subnets!) {
      expect(one).not.toHaveProperty('routeTableId');
    }
    expect(facts.prefixLists).toEqual({
      s3: { id: 'pl-6ea54007' },
      dynamodb: { id: 'pl-66a5400f' },
    });
  });

  it('leaves out ranges that were removed or refused', async () => {
    const former = (cidr: string, state: string, name: string) =>
      `<item><${name}>${cidr}</${name}><${name}State><state>${state}</state></${name}State></item>`;
    const formerRanges: Array<[string, string]> = [
      [
        '<cidrBlockAssociationSet>',
        former('10.9.0.0/20', 'disassociated', 'cidrBlock'),
      ],
      [
        '<ipv6CidrBlockAssociationSet>',
        former('2600:1::/56', 'failed', 'ipv6CidrBlock') +
          former('2600:2::/56', 'associated', 'ipv6CidrBlock'),
      ],
    ];
    const proxy = await startChangingProxy(account.sandbox.endpointUrl, body =>
      formerRanges.reduce(
        (changed, [list, items]) => changed.replaceAll(list, `${list}${items}`),
        body,
      ),
    );
    const { ec2 } = clientsOf(proxy.url);
    const { vpc } = await read({ clients: { ...account.clients, ec2 } });
    ec2.destroy();
    proxy.close();
    expect(vpc).toMatchObject({
      cidrs: ['10.64.0.0/20'],
      ipv6Cidrs: ['2600:2::/56'],
    });
  });

  it('has nothing to describe without an existing network', async () => {
    await expect(
      readNetworkFacts({
        environment: { ...account.environment, network: {} },
        clients: account.clients,
      }),
    ).rejects.toThrow(/^network\.existing: environment dev has none/);
  });
});
