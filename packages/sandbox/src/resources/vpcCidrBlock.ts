import { randomInt } from 'node:crypto';
import { Account, LiveResource } from '../account/Account';
import { asFlag, asText, asTexts } from '../account/values';
import { ec2Id } from '../protocol/ids';
import { HandlerError, ResourceHandler } from './contract';
import { VPC } from './ec2';
import { requireResource } from './lookup';

export const VPC_CIDR_BLOCK = 'AWS::EC2::VPCCidrBlock';

/** The IPv6 ranges of a VPC. */
export function ipv6BlocksOf(account: Account, vpcId: string): LiveResource[] {
  return account
    .list(VPC_CIDR_BLOCK)
    .filter(one => one.properties.VpcId === vpcId);
}

/**
 * A free /56 of AWS in eu-central-1, which is global unicast like every range that Amazon provides. The groups are not zero,
 * so that addresses have one text form.
 */
function allocateBlock(account: Account): string {
  const used = account
    .list(VPC_CIDR_BLOCK)
    .map(one => one.attributes.Ipv6CidrBlock);
  for (;;) {
    const [third, fourth] = [randomInt(1, 2 ** 16), randomInt(1, 2 ** 8)];
    const block = `2a05:d014:${third.toString(16)}:${fourth.toString(
      16,
    )}00::/56`;
    if (!used.includes(block)) return block;
  }
}

const vpcCidrBlock: ResourceHandler = {
  accepts: ['AmazonProvidedIpv6CidrBlock', 'VpcId'],
  create({ account }, { AmazonProvidedIpv6CidrBlock, VpcId }) {
    const id = asText(VpcId);
    const vpc = requireResource(
      account,
      VPC,
      id,
      `The vpc ID '${id}' does not exist`,
    );
    if (!asFlag(AmazonProvidedIpv6CidrBlock)) {
      throw new HandlerError(
        `sandbox: ${VPC_CIDR_BLOCK} without AmazonProvidedIpv6CidrBlock is not supported`,
      );
    }
    const block = allocateBlock(account);
    vpc.attributes.Ipv6CidrBlocks = [
      ...asTexts(vpc.attributes.Ipv6CidrBlocks),
      block,
    ];
    const association = ec2Id('vpc-cidr-assoc');
    return {
      physicalId: association,
      attributes: { Id: association, Ipv6CidrBlock: block },
    };
  },
  delete({ account }, { properties, attributes }) {
    const vpc = account.find(VPC, properties.VpcId);
    if (!vpc) return;
    vpc.attributes.Ipv6CidrBlocks = asTexts(
      vpc.attributes.Ipv6CidrBlocks,
    ).filter(block => block !== attributes.Ipv6CidrBlock);
  },
};

/** IPv6 ranges of VPCs. */
export const vpcCidrBlockHandlers: Record<string, ResourceHandler> = {
  [VPC_CIDR_BLOCK]: vpcCidrBlock,
};
