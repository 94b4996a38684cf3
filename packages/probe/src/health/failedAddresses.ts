import { Failure, meaningOf, ProbeResult } from '@private-serverless/wire';

/**
 * An address of a target whose latest attempt failed.
 * @public
 */
export type FailedAddress = {
  address: string;
  /** Code and message of the latest attempt. */
  failure: Pick<Failure, 'code' | 'message'>;
};

/**
 * The failed addresses after one more result: without those that respond now and those to which the name no longer
 * resolves, and with those that have failed.
 */
export function failedAddressesAfter(
  before: readonly FailedAddress[] = [],
  { addresses, attempts = [] }: ProbeResult,
): FailedAddress[] {
  const tried = new Set(attempts.map(({ address }) => address));
  // Without an answer from the resolver, the addresses of the target are those of before.
  const kept = before.filter(
    ({ address }) =>
      !tried.has(address) &&
      (addresses.length === 0 || addresses.includes(address)),
  );
  // An attempt that the vantage could not make says nothing about the address.
  const failed = attempts.flatMap(({ address, failure }) =>
    failure && meaningOf(failure) !== 'unknown'
      ? [{ address, failure: { code: failure.code, message: failure.message } }]
      : [],
  );
  return [...kept, ...failed];
}

/** Such as `10.1.2.8 refuses connections; 10.1.2.3 responds`. */
export function failedAddressesText(
  failed: readonly FailedAddress[],
  { addresses }: Pick<ProbeResult, 'addresses'>,
): string {
  const isFailed = (address: string) =>
    failed.some(other => other.address === address);
  const working = addresses.filter(address => !isFailed(address));
  return [
    ...failed.map(({ address, failure }) => `${address} ${verb(failure.code)}`),
    ...(working.length > 0
      ? [`${working.join(', ')} ${working.length > 1 ? 'respond' : 'responds'}`]
      : []),
  ].join('; ');
}

function verb(code: string): string {
  switch (code) {
    case 'tcp.refused':
      return 'refuses connections';
    case 'tcp.timeout':
    case 'tls.timeout':
    case 'tunnel.timeout':
      return 'does not respond';
    case 'tcp.unreachable':
      return 'cannot be reached';
    case 'tunnel.failed':
      return 'cannot be reached through the proxy';
    case 'tcp.reset':
    case 'tcp.closed':
      return 'closes connections';
    case 'tls.hostname':
      return 'has a certificate for another name';
    case 'tls.expired':
      return 'has an expired certificate';
    case 'tls.not_yet_valid':
      return 'has a certificate that is not yet valid';
    case 'tls.untrusted':
      return 'has a certificate of an issuer that is not trusted';
    case 'tls.plaintext':
      return 'does not use TLS';
    default:
      return `fails (${code})`;
  }
}
