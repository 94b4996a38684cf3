import { createSecureContext, SecureContextOptions } from 'node:tls';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';

/** Key exchange that a ClientHello offers. */
export type KeyShare = 'hybrid' | 'classical';

const classicalGroups = 'X25519:P-256:P-384:P-521';
/** draft-ietf-tls-ecdhe-mlkem: in OpenSSL 3.5 and later. Its key share alone has 1,216 bytes. */
const hybridGroup = 'X25519MLKEM768';

/**
 * The options of a TLS context for a key share.
 * @param share - @defaultValue what Node offers
 * @throws ProberOptionError if OpenSSL does not know it
 */
export function groupsOf(
  share: KeyShare | undefined,
  formatOption?: FormatProberOption,
): Pick<SecureContextOptions, 'ecdhCurve'> {
  if (share === undefined) return {};
  if (share === 'classical') return { ecdhCurve: classicalGroups };
  const ecdhCurve = `${hybridGroup}:${classicalGroups}`;
  if (!isSupported(ecdhCurve)) {
    throw new ProberOptionError(
      'keyShare',
      ` is hybrid, which OpenSSL ${process.versions.openssl} does not support. Use Node with OpenSSL 3.5 or later, or classical`,
      formatOption,
    );
  }
  return { ecdhCurve };
}

/** Whether the ClientHello of Node has a hybrid key share and needs two TCP segments: OpenSSL 3.5 and later. */
export function offersHybridByDefault(): boolean {
  const [major, minor] = process.versions.openssl.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 5);
}

function isSupported(ecdhCurve: string): boolean {
  try {
    createSecureContext({ ecdhCurve });
    return true;
  } catch {
    return false;
  }
}
