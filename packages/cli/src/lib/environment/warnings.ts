import { type Environment, isIpv6Cidr } from '@private-serverless/environment';
import type { Parameters } from './parameters';

/**
 * What the configuration says, but the stack does not do.
 *
 * @param derived - the parameters that follow from the configuration
 */
export function environmentWarnings(
  { corporateCidrs, network }: Environment,
  { VpcCidr }: Parameters,
): string[] {
  const ipv6 = corporateCidrs.filter(isIpv6Cidr);
  return [
    ...(ipv6.length > 0
      ? [
          `corporateCidrs: ${ipv6.join(
            ', ',
          )} is left out, because the VPC has only IPv4 addresses.`,
        ]
      : []),
    ...(VpcCidr && network.new?.cidrs.length === 1 && !network.new.netmaskLength
      ? [
          `network.new.cidrs: the shared VPC uses ${VpcCidr}, the only range. Add another range for services with a network of their own, or set VpcCidr in --parameters.`,
        ]
      : []),
  ];
}
