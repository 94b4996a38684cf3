import type { Vpc } from '@aws-sdk/client-ec2';

/** The IPv4 ranges of VPCs, also additional ones. */
export function rangesOfVpcs(vpcs: Vpc[]): string[] {
  return vpcs.flatMap(vpc =>
    [
      vpc.CidrBlock,
      ...(vpc.CidrBlockAssociationSet ?? []).map(one => one.CidrBlock),
    ].filter(cidr => cidr !== undefined),
  );
}
