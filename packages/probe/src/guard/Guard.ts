import { ProbeFailure } from '../ProbeFailure';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { GuardPolicy } from '../types';
import { AddressRules } from './AddressRules';
import { CheckedUrl, checkUrl } from './url';

/**
 * Host name of API Gateway. If it resolves to a public address, private DNS is not in effect: a private API has a
 * public name in any case.
 */
const executeApiName =
  /^[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/**
 * Checks URLs and addresses against a policy. It allows private addresses and rejects public ones, unlike most
 * guards.
 */
export class Guard {
  private readonly addresses: AddressRules;

  /** @throws ProberOptionError that names the field of the policy that is not valid */
  constructor(
    private readonly policy: GuardPolicy,
    formatOption?: FormatProberOption,
  ) {
    this.addresses = new AddressRules(policy, formatOption);
    policy.allowedPorts?.forEach((port, index) => {
      if (!Number.isInteger(port) || port < 1 || port > 65535) {
        throw new ProberOptionError(
          'allowedPorts',
          `[${index}] is ${port}, not a valid port. Use a number from 1 to 65535`,
          formatOption,
        );
      }
    });
  }

  /** @throws ProbeFailure `policy.url` or `policy.host` */
  checkUrl(url: string): CheckedUrl {
    return checkUrl(url, this.policy);
  }

  /**
   * Checks every address, because a rebinding attack mixes allowed and forbidden addresses in one answer.
   * @throws ProbeFailure `dns.public_answer`, `dns.misrouted`, `policy.address` or `policy.vpc_unknown`
   */
  checkAddresses(host: string, addresses: readonly string[]): void {
    const verdicts = addresses.map(address => ({
      address,
      verdict: this.addresses.check(address),
    }));
    const publicAddress = verdicts.find(({ verdict }) => verdict === 'public');
    if (publicAddress && executeApiName.test(host)) {
      throw new ProbeFailure(
        'dns',
        'dns.misrouted',
        `${host} resolves to the public address ${publicAddress.address}: private DNS is not in effect for this resolver`,
        { address: publicAddress.address },
      );
    }
    if (publicAddress) {
      throw new ProbeFailure(
        'dns',
        'dns.public_answer',
        `${host} resolves to the public address ${publicAddress.address}`,
        { address: publicAddress.address },
      );
    }
    const denied = verdicts.find(({ verdict }) => verdict === 'policy');
    if (denied) {
      throw new ProbeFailure(
        'guard',
        'policy.address',
        `${host} resolves to ${denied.address}, which is not an allowed address`,
        { address: denied.address },
      );
    }
    const unproven = verdicts.find(({ verdict }) => verdict === 'vpc');
    if (unproven) {
      throw new ProbeFailure(
        'guard',
        'policy.vpc_unknown',
        `${host} resolves to ${
          unproven.address
        }, and the ranges of the VPC are not known${this.whyVpcUnknown()}`,
        { address: unproven.address },
      );
    }
  }

  private whyVpcUnknown(): string {
    const { vpc } = this.policy;
    return vpc && 'unknown' in vpc ? `: ${vpc.unknown}` : '';
  }

  /** True if all addresses are private, false if one is public, undefined if there is none or one is neither. */
  arePrivate(addresses: readonly string[]): boolean | undefined {
    const kinds = addresses.map(address => this.addresses.isPrivate(address));
    if (kinds.includes(false)) return false;
    return kinds.length === 0 || kinds.includes(undefined) ? undefined : true;
  }
}
