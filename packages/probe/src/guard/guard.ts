import { ProbeFailure } from '../failure';
import { GuardPolicy } from '../types';
import { AddressRules } from './addresses';
import { CheckedUrl, checkUrl } from './url';

/** A name of API Gateway: a public answer for it means that private DNS is not in force, since a private API's public name exists either way. */
const executeApiName =
  /^[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** A policy made ready to judge URLs and addresses. Private addresses are the legitimate ones here, the inverse of the usual guards. */
export class Guard {
  private readonly addresses: AddressRules;

  /** @throws TypeError that names the field of the policy that cannot be used */
  constructor(private readonly policy: GuardPolicy) {
    this.addresses = new AddressRules(
      policy.allowedCidrs,
      policy.deniedCidrs ?? [],
    );
    policy.allowedPorts?.forEach((port, index) => {
      if (!Number.isInteger(port) || port < 1 || port > 65535) {
        throw new TypeError(
          `allowedPorts[${index}] is ${port}: write a port from 1 to 65535`,
        );
      }
    });
  }

  /** @throws ProbeFailure `policy.url` or `policy.host` */
  checkUrl(url: string): CheckedUrl {
    return checkUrl(url, this.policy);
  }

  /**
   * Every address must pass: one bad answer among good ones is what a rebinding attack looks like.
   * @throws ProbeFailure `dns.public_answer`, `dns.misrouted` or `policy.address`
   */
  checkAddresses(host: string, addresses: readonly string[]): void {
    const verdicts = addresses.map(address => ({
      address,
      verdict: this.addresses.check(address),
    }));
    const open = verdicts.find(({ verdict }) => verdict === 'public');
    if (open && executeApiName.test(host)) {
      throw new ProbeFailure(
        'dns',
        'dns.misrouted',
        `${host} resolves to the public address ${open.address}: private DNS is not in force for this resolver`,
      );
    }
    if (open) {
      throw new ProbeFailure(
        'dns',
        'dns.public_answer',
        `${host} resolves to the public address ${open.address}`,
      );
    }
    const denied = verdicts.find(({ verdict }) => verdict === 'policy');
    if (denied) {
      throw new ProbeFailure(
        'guard',
        'policy.address',
        `${host} resolves to ${denied.address}, which may not be probed`,
      );
    }
  }

  /** True: all are private. False: one is public. Undefined: none, or one is neither. */
  arePrivate(addresses: readonly string[]): boolean | undefined {
    const kinds = addresses.map(address => this.addresses.isPrivate(address));
    if (kinds.includes(false)) return false;
    return kinds.length === 0 || kinds.includes(undefined) ? undefined : true;
  }
}
