import { Account } from '../account/Account';
import { QueryOperation } from '../protocol/query';
import { IPAM_POOL } from '../resources/ipam';
import { describe } from './describe';

/** IPAM pools. */
export function ipamOperations(
  account: Account,
): Record<string, QueryOperation> {
  const { accountId, partition, region } = account.identity;
  return {
    DescribeIpamPools: describe(
      'ipamPoolSet',
      () => account.list(IPAM_POOL),
      { 'ipam-pool-id': one => [one.physicalId] },
      ({ physicalId }) => ({
        ipamPoolId: physicalId,
        ipamPoolArn: `arn:${partition}:ec2::${accountId}:ipam-pool/${physicalId}`,
        ownerId: accountId,
        ipamScopeType: 'private',
        ipamRegion: region,
        locale: region,
        poolDepth: 1,
        state: 'create-complete',
        addressFamily: 'ipv4',
      }),
    ),
  };
}
