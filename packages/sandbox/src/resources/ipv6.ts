import { BlockList } from 'node:net';
import { LiveResource, Properties } from '../account/Account';
import { asTexts } from '../account/values';
import { HandlerError } from './contract';

/**
 * Checks the IPv6 range of a subnet.
 *
 * @throws HandlerError unless it is a /64 in a range of the VPC
 */
export function checkSubnetBlock(vpc: LiveResource, block: string): void {
  const [address, prefix] = block.split('/');
  const isInVpc = asTexts(vpc.attributes.Ipv6CidrBlocks).some(outer => {
    const [network, bits] = outer.split('/');
    const list = new BlockList();
    list.addSubnet(network, Number(bits), 'ipv6');
    return list.check(address, 'ipv6');
  });
  if (prefix !== '64' || !isInVpc) {
    throw new HandlerError(`The CIDR '${block}' is invalid.`);
  }
}

/**
 * The IPv6 address of an interface of an endpoint: of a dual-stack endpoint, with the same last part as its IPv4 address.
 *
 * @throws HandlerError for a subnet without an IPv6 range
 */
export function ipv6AddressIn(
  subnet: LiveResource,
  { IpAddressType: type = 'ipv4' }: Properties,
  offset: number,
): string | undefined {
  if (type === 'ipv4') return undefined;
  if (type !== 'dualstack') {
    throw new HandlerError(
      `sandbox: IpAddressType ${String(type)} is not supported`,
    );
  }
  const [block] = asTexts(subnet.attributes.Ipv6CidrBlocks);
  if (!block) {
    throw new HandlerError(
      `IpAddressType dualstack is not supported: subnet ${subnet.physicalId} has no IPv6 CIDR block`,
    );
  }
  return block.replace(/\/64$/, offset.toString(16));
}
