import { DescribeVpcsCommand, type Vpc } from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { cidrsOverlap, vpcBlocks } from '@private-serverless/environment';
import type { CheckContext } from '../session/context';
import type { Read } from '../session/Reader';
import { ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { rangesOfVpcs } from './vpcRanges';

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html, "VPCs per Region" */
const vpcsPerRegion = { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' };

/**
 * Checks that there is room for one more VPC, if every service gets its own: in the quota of the region, and in the configured
 * ranges. With an existing network, that is not the default, so that full ranges do not make the environment unusable.
 */
export async function checkNewVpcs(context: CheckContext): Promise<Check[]> {
  const { clients, environment, reader } = context;
  const { existing, new: created } = environment.network;
  if (!created || existing) return [];
  const [vpcs, quota] = await Promise.all([
    reader.readAll(
      'ec2:DescribeVpcs',
      NextToken => clients.ec2.send(new DescribeVpcsCommand({ NextToken })),
      page => page.Vpcs,
    ),
    reader.read('servicequotas:GetServiceQuota', async () => {
      const { Quota } = await clients.serviceQuotas.send(
        new GetServiceQuotaCommand(vpcsPerRegion),
      );
      return Quota?.Value ?? 0;
    }),
  ]);
  return [checkQuota(context, vpcs, quota), ...checkRanges(context, vpcs)];
}

function checkQuota(
  { environment }: CheckContext,
  vpcs: Read<Vpc[]>,
  quota: Read<number>,
): Check {
  const id = 'quota.vpcs';
  const subject = `VPCs in ${environment.region}`;
  if (vpcs.problem) return unknown(id, subject, vpcs.problem);
  if (quota.problem) return unknown(id, subject, quota.problem);
  const used = vpcs.value.length;
  const limit = quota.value;
  const found = `${used} of ${limit}`;
  return used < limit
    ? ok(id, subject, found)
    : wrong(id, subject, {
        found,
        expected: `fewer than ${limit}`,
        fix: `Request a higher quota (${vpcsPerRegion.QuotaCode}) in Service Quotas, delete unused VPCs, or use network.existing.`,
      });
}

/** An IPAM pool allocates the ranges itself. */
function checkRanges(
  { environment: { network } }: CheckContext,
  vpcs: Read<Vpc[]>,
): Check[] {
  const created = network.new!;
  if (created.ipamPoolId || created.cidrs.length === 0) return [];
  const id = 'ranges';
  const subject = created.cidrs.join(', ');
  if (vpcs.problem) return [unknown(id, subject, vpcs.problem)];
  const used = rangesOfVpcs(vpcs.value);
  for (const block of vpcBlocks(created)) {
    if (!used.some(range => cidrsOverlap(block, range))) {
      return [ok(id, subject, `free: ${block}`)];
    }
  }
  return [
    wrong(id, subject, {
      found: 'every range overlaps a VPC of the account',
      expected: 'a free range for one more VPC',
      fix: 'Add a range to network.new.cidrs, or destroy services that are no longer needed.',
    }),
  ];
}
