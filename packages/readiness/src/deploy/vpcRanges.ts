import { DescribeVpcsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { Reader } from '../session/Reader';
import { rangesOfVpcs } from '../network/vpcRanges';
import { requireRead } from './requireRead';

/**
 * The IPv4 ranges of all VPCs in the account and region, also additional ones.
 *
 * @throws Error that names the IAM action if the call fails
 */
export async function readVpcRanges(ec2: EC2Client): Promise<string[]> {
  const vpcs = await new Reader().readAll(
    'ec2:DescribeVpcs',
    NextToken => ec2.send(new DescribeVpcsCommand({ NextToken })),
    page => page.Vpcs,
  );
  return rangesOfVpcs(requireRead(vpcs));
}
