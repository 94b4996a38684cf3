import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import type { CheckContext } from '../session/context';
import { ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html, "VPCs per Region" */
const vpcsPerRegion = { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' };

/**
 * Checks that the region has room for one more VPC, if every service gets its own. With an existing network, that is not
 * the default, so a full quota does not make the environment unusable.
 */
export async function checkVpcQuota({
  clients,
  environment,
  reader,
}: CheckContext): Promise<Check[]> {
  const id = 'quota.vpcs';
  const subject = `VPCs in ${environment.region}`;
  const { existing, new: created } = environment.network;
  if (!created || existing) return [];
  const [vpcs, quota] = await Promise.all([
    reader.readAll(
      'ec2:DescribeVpcs',
      NextToken => clients.ec2.send(new DescribeVpcsCommand({ NextToken })),
      page => page.Vpcs,
    ),
    reader.read('servicequotas:GetServiceQuota', () =>
      clients.serviceQuotas.send(new GetServiceQuotaCommand(vpcsPerRegion)),
    ),
  ]);
  const problem = vpcs.problem ?? quota.problem;
  if (problem) return [unknown(id, subject, problem)];
  const used = vpcs.value!.length;
  const limit = quota.value!.Quota?.Value ?? 0;
  const found = `${used} of ${limit}`;
  return [
    used < limit
      ? ok(id, subject, found)
      : wrong(id, subject, {
          found,
          expected: `fewer than ${limit}`,
          fix: `Request a higher quota (${vpcsPerRegion.QuotaCode}) in Service Quotas, delete unused VPCs, or use network.existing.`,
        }),
  ];
}
