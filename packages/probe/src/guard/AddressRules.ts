import { isIP } from 'node:net';
import { privateCidrs } from '@private-serverless/wire';
import ipaddr from 'ipaddr.js';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { GuardPolicy } from '../types';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Cidr = [Address, number];

/**
 * Ranges that a probe never reaches, regardless of the configuration: this host, metadata services, multicast, and IPv6
 * forms that embed an IPv4 address.
 */
const alwaysDenied = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '100.100.100.200/32', // metadata of Alibaba Cloud, inside the shared range
  '::/96', // unspecified, loopback and the deprecated IPv4-compatible form
  '::ffff:0:0:0/96', // IPv4-translated
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  '64:ff9b::/96', // NAT64
  '64:ff9b:1::/48', // local-use NAT64
  '2002::/16', // 6to4
  '2001::/32', // Teredo
  'fd00:ec2::/32', // services of EC2, including metadata, inside fc00::/7
  'fd20:ce::/32', // metadata of Google Cloud, inside fc00::/7
].map(cidr => ipaddr.parseCIDR(cidr));

const privateRanges = privateCidrs.map(cidr => ipaddr.parseCIDR(cidr));

/**
 * Whether a probe may connect to an address. `public`: rejected as a public address. `vpc`: rejected because the ranges of
 * the VPC are not known, and it can be in one of them. `policy`: rejected for any other reason.
 */
export type AddressVerdict = 'allowed' | 'public' | 'vpc' | 'policy';

/**
 * Parses an address from DNS or a socket. IPv4-mapped IPv6 becomes IPv4, so that the same rules apply to both.
 * @returns undefined for any other text, including an address with a zone id
 */
export function parseAddress(text: string): Address | undefined {
  const version = isIP(text);
  if (version === 0 || text.includes('%')) return undefined;
  // ipaddr.js parses ::10.0.0.1 as ::ffff:10.0.0.1. The hexadecimal form avoids that.
  const canonical =
    version === 6 ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text;
  return ipaddr.process(canonical);
}

function contains(cidrs: readonly Cidr[], address: Address): boolean {
  return cidrs.some(
    ([network, bits]) =>
      network.kind() === address.kind() && address.match([network, bits]),
  );
}

/**
 * Parses a list of CIDR blocks.
 * @throws ProberOptionError that names the list, the entry and the fix
 */
function parseCidrs(
  option: 'allowedCidrs' | 'deniedCidrs' | 'vpc',
  cidrs: readonly string[],
  formatOption?: FormatProberOption,
): Cidr[] {
  return cidrs.map((text, index) => {
    const reject = (problem: string) =>
      new ProberOptionError(
        option,
        `[${index}] is ${JSON.stringify(text)}, ${problem}`,
        formatOption,
      );
    let cidr: Cidr;
    try {
      cidr = ipaddr.parseCIDR(text);
    } catch {
      throw reject('not a valid CIDR block. Use one such as 10.0.0.0/8');
    }
    const [address, bits] = cidr;
    if ('isIPv4MappedAddress' in address && address.isIPv4MappedAddress()) {
      throw reject('an IPv4 range in IPv6 notation. Use IPv4 notation');
    }
    // A wider allowed range would contain public addresses, and exposure would not be detected.
    const widest = address.kind() === 'ipv4' ? 8 : 7;
    if (option !== 'deniedCidrs' && bits < widest) {
      throw reject(
        `which is wider than /${widest}. List your private networks one by one`,
      );
    }
    return [address, bits];
  });
}

/** Address rules of a guard policy. */
export class AddressRules {
  private readonly allowed: Cidr[];
  private readonly denied: Cidr[];
  private readonly isVpcUnknown: boolean;

  /** @throws ProberOptionError if a CIDR block is not valid, or if an allowed one is wider than any private network */
  constructor(
    policy: Pick<GuardPolicy, 'allowedCidrs' | 'deniedCidrs' | 'vpc'>,
    formatOption?: FormatProberOption,
  ) {
    const { allowedCidrs, deniedCidrs = [], vpc } = policy;
    const ofVpc = vpc && 'cidrs' in vpc ? vpc.cidrs : [];
    this.allowed = [
      ...parseCidrs('allowedCidrs', allowedCidrs, formatOption),
      ...parseCidrs('vpc', ofVpc, formatOption),
    ];
    this.denied = parseCidrs('deniedCidrs', deniedCidrs, formatOption);
    this.isVpcUnknown = vpc !== undefined && 'unknown' in vpc;
  }

  /** Whether a probe may connect to this address. */
  check(text: string): AddressVerdict {
    const address = parseAddress(text);
    if (!address) return 'policy';
    if (contains(alwaysDenied, address) || contains(this.denied, address)) {
      return 'policy';
    }
    if (contains(this.allowed, address)) return 'allowed';
    if (!isPublic(address)) return 'policy';
    return this.canBeInVpc(address) ? 'vpc' : 'public';
  }

  /**
   * True if the address is in a private range, in a range that the operator allows or in the VPC, false if it is public,
   * undefined if it is neither (loopback, link-local, reserved) or the ranges of the VPC are not known.
   */
  isPrivate(text: string): boolean | undefined {
    const address = parseAddress(text);
    if (!address || contains(alwaysDenied, address)) return undefined;
    if (contains(privateRanges, address) || contains(this.allowed, address)) {
      return true;
    }
    return isPublic(address) && !this.canBeInVpc(address) ? false : undefined;
  }

  /** Only IPv6: the IPv4 ranges of a VPC are usually private, and public ones must be in `allowedCidrs`. */
  private canBeInVpc(address: Address): boolean {
    return this.isVpcUnknown && address.kind() === 'ipv6';
  }
}

function isPublic(address: Address): boolean {
  if (address.kind() === 'ipv4') return address.range() === 'unicast';
  // Global unicast is 2000::/3. ipaddr.js classifies every unassigned block as unicast.
  return address.match(ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]);
}
