import { startAccount, type TestAccount } from '../__testUtils__/account';
import { deployParameters } from './deployParameters';

jest.setTimeout(60_000);

let account: TestAccount;
beforeAll(async () => {
  account = await startAccount();
});
afterAll(async () => account.close());
afterEach(() => account.sandbox.control.setDeniedOperations({}));

const parametersOf = (network = account.environment.network) =>
  deployParameters({
    environment: { ...account.environment, network },
    ec2: account.clients.ec2,
  });
const newNetwork = (changes: object) => ({
  new: {
    cidrs: ['10.128.0.0/16'],
    resolverRuleIds: [],
    associateZoneVpcIds: [],
    prefixListIds: {},
    ...changes,
  },
});

describe('deployParameters', () => {
  it('knows the ranges of the configuration, and those that VPCs use', async () => {
    const { addressRange } = parametersOf(newNetwork({ netmaskLength: 17 }));
    const blocks = ['10.128.0.0/17', '10.128.128.0/17'];
    expect([...addressRange!.blocks]).toEqual(blocks);
    expect([...addressRange!.blocks]).toEqual(blocks);
    expect(addressRange!.parametersOf('10.128.0.0/25')).toEqual({
      VpcCidr: '10.128.0.0/25',
      SubnetHostBits: '5',
    });
    expect(await addressRange!.usedRanges()).toContain('10.64.0.0/20');
  });

  it('leaves the choice to the IPAM pool', () => {
    const network = newNetwork({ ipamPoolId: 'ipam-pool-0a1b2c3d4e5f60718' });
    expect(parametersOf(network).addressRange).toBeUndefined();
  });

  it('looks up prefix lists and the name of the shared endpoint, each only if it is missing', async () => {
    const { lookUpParameters } = parametersOf();
    account.sandbox.control.resetRequestCounts();
    expect(await lookUpParameters(['ArtifactBucket'])).toEqual({});
    expect(account.sandbox.control.requestCounts()).toEqual({});
    expect(await lookUpParameters(['DynamoDbPrefixListId'])).toEqual({
      DynamoDbPrefixListId: 'pl-66a5400f',
    });
    expect(await lookUpParameters(['S3PrefixListId', 'Other'])).toEqual({
      S3PrefixListId: 'pl-6ea54007',
    });
    const names = [
      'ExecuteApiEndpointDnsName',
      'ExecuteApiEndpointHostedZoneId',
    ];
    const found = await lookUpParameters(names);
    expect(Object.keys(found)).toEqual(names);
    expect(found.ExecuteApiEndpointDnsName).toContain(account.ids.ExecuteApi);
  });

  it('names the permission that is missing', async () => {
    account.sandbox.control.setDeniedOperations({
      '*': ['DescribeManagedPrefixLists', 'DescribeVpcs'],
    });
    await expect(
      parametersOf().lookUpParameters(['DynamoDbPrefixListId']),
    ).rejects.toThrow('ec2:DescribeManagedPrefixLists is denied. Allow it');
    await expect(
      parametersOf(newNetwork({})).addressRange!.usedRanges(),
    ).rejects.toThrow('ec2:DescribeVpcs is denied. Allow it for the role');
  });
});
