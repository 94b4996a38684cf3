import {
  DescribeVpcsCommand,
  type EC2Client,
  type Vpc,
} from '@aws-sdk/client-ec2';
import { Reader } from '../session/Reader';

/**
 * A VPC with the ranges that are associated with it.
 * @public
 */
export type VpcRanges = {
  id: string;
  /** IPv4. Who creates a VPC chooses them, also public ones. */
  cidrs: string[];
  /** IPv6. `isAllocated`: AWS allocated the range, or verified its owner (BYOIP), so nobody can choose one of somebody else. */
  ipv6Cidrs: Array<{ cidr: string; isAllocated: boolean }>;
};

/**
 * Describes the VPCs of an account and region, also those that other accounts share with it. All in one call, whose number
 * does not depend on the number of services.
 *
 * @param options - `signal`: ends the call
 * @throws the error of the AWS client if the call fails, for example without `ec2:DescribeVpcs`
 * @public
 */
export async function readVpcs(
  ec2: EC2Client,
  { signal: abortSignal }: { signal?: AbortSignal } = {},
): Promise<VpcRanges[]> {
  const { value, problem } = await new Reader().readAll(
    'ec2:DescribeVpcs',
    NextToken =>
      ec2.send(new DescribeVpcsCommand({ NextToken }), { abortSignal }),
    page => page.Vpcs,
  );
  if (problem) throw problem.error;
  return value.map(rangesOf);
}

/** A range of a VPC can be requested, removed or refused. It counts only while it is associated. */
function rangesOf(vpc: Vpc): VpcRanges {
  const { CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] } =
    vpc;
  return {
    id: vpc.VpcId ?? '',
    cidrs: CidrBlockAssociationSet.flatMap(
      ({ CidrBlock: cidr, CidrBlockState: state }) =>
        cidr && state?.State === 'associated' ? [cidr] : [],
    ),
    ipv6Cidrs: Ipv6CidrBlockAssociationSet.flatMap(
      ({ Ipv6CidrBlock: cidr, Ipv6CidrBlockState: state, IpSource: source }) =>
        cidr && state?.State === 'associated'
          ? [{ cidr, isAllocated: source === 'amazon' || source === 'byoip' }]
          : [],
    ),
  };
}
