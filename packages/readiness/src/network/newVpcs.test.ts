import { problemsOf, useAccount } from '../__testUtils__/checks';
import { region } from '../__testUtils__/account';
import { moreVpcs } from '../__testUtils__/template';

const scenario = useAccount();
const { check, creating } = scenario;

const checkOf = async (id: string, change?: Parameters<typeof creating>[0]) => {
  const { checks } = await check(creating(change));
  return checks.filter(one => one.id === id);
};

describe('an environment whose services create their VPCs', () => {
  it('reports deprecated prefix lists of another region', async () => {
    const { checks } = await check(
      creating({ prefixListIds: { s3: 'pl-0a', dynamodb: 'pl-66a5400f' } }),
    );
    const lists = checks.filter(({ id }) => id === 'prefixLists');
    expect(lists).toMatchObject([
      { status: 'wrong', found: 'pl-0a', expected: 'pl-6ea54007' },
      { status: 'ok', found: 'pl-66a5400f' },
    ]);
  });

  it('needs a range that no VPC uses', async () => {
    // The account has VPCs in 10.64.0.0/20 and 10.65.0.0/20.
    expect(
      await checkOf('ranges', { cidrs: ['10.64.0.0/15'], netmaskLength: 20 }),
    ).toMatchObject([{ status: 'ok', found: 'free: 10.64.16.0/20' }]);
    expect(
      await checkOf('ranges', { cidrs: ['10.64.8.0/22', '10.65.0.0/16'] }),
    ).toEqual([
      {
        id: 'ranges',
        status: 'wrong',
        subject: '10.64.8.0/22, 10.65.0.0/16',
        found: 'every range overlaps a VPC of the account',
        expected: 'a free range for one more VPC',
        fix: 'Add a range to network.new.cidrs, or destroy services that are no longer needed.',
      },
    ]);
  });

  it('needs a transit gateway that is shared with the account', async () => {
    const { sandbox } = scenario.account;
    const transitGatewayId = 'tgw-0b';
    expect(await checkOf('transitGateway', { transitGatewayId })).toEqual([
      {
        id: 'transitGateway',
        status: 'missing',
        subject: transitGatewayId,
        expected: `a transit gateway that account 111111111111, ${region} can use`,
        fix: 'Share the transit gateway with account 111111111111 in AWS RAM and accept the share, or correct network.new.transitGatewayId.',
      },
    ]);
    sandbox.control.shareResource(transitGatewayId);
    expect(await checkOf('transitGateway', { transitGatewayId })).toMatchObject(
      [{ status: 'ok', found: 'of account 999999999999' }],
    );
  });

  it('needs an IPAM pool of the region, if it names one, and then no ranges', async () => {
    const { sandbox } = scenario.account;
    expect(await checkOf('ipamPool', { ipamPoolId: 'ipam-pool-0a' })).toEqual([
      {
        id: 'ipamPool',
        status: 'missing',
        subject: 'ipam-pool-0a',
        expected: `an IPAM pool that account 111111111111, ${region} can use`,
        fix: 'Share the pool with account 111111111111 in AWS RAM and accept the share, or correct network.new.ipamPoolId.',
      },
    ]);
    const ipamPoolId = sandbox.control.addIpamPool({ cidrs: ['10.96.0.0/16'] });
    const readiness = await check(
      creating({ ipamPoolId, cidrs: ['10.64.0.0/20'] }),
    );
    expect(problemsOf(readiness)).toEqual([]);
    expect(readiness.checks).toContainEqual({
      id: 'ipamPool',
      status: 'ok',
      subject: ipamPoolId,
      found: `ipv4, locale ${region}, create-complete`,
      fix: '',
    });
    expect(readiness.checks.map(({ id }) => id)).not.toContain('ranges');
  });

  it.each([
    [
      'DescribeTransitGateways',
      'transitGateway',
      'ec2:DescribeTransitGateways',
    ],
    ['DescribeIpamPools', 'ipamPool', 'ec2:DescribeIpamPools'],
    ['DescribeVpcs', 'ranges', 'ec2:DescribeVpcs'],
    ['DescribeVpcs', 'quota.vpcs', 'ec2:DescribeVpcs'],
    ['GetServiceQuota', 'quota.vpcs', 'servicequotas:GetServiceQuota'],
  ])('%s that is denied makes %s unknown', async (operation, id, action) => {
    scenario.account.sandbox.control.setDeniedOperations({
      tester: [operation],
    });
    const [found] = await checkOf(id, {
      transitGatewayId: 'tgw-0a',
      ...(id === 'ipamPool' ? { ipamPoolId: 'ipam-pool-0a' } : {}),
    });
    expect(found).toMatchObject({
      status: 'unknown',
      found: `${action} is denied`,
    });
  });

  it('needs room for one more VPC', async () => {
    expect(await checkOf('quota.vpcs')).toEqual([
      {
        id: 'quota.vpcs',
        status: 'ok',
        subject: `VPCs in ${region}`,
        found: '2 of 50',
        fix: '',
      },
    ]);
    await scenario.account.deploy('more', moreVpcs);
    expect(problemsOf(await check(creating()))).toEqual(['quota.vpcs wrong']);
  });
});
