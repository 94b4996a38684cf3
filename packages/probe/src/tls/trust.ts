import { X509Certificate } from 'node:crypto';
import * as tls from 'node:tls';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { VantageOptions } from '../types';
import { readClientCertificate } from './clientCertificate';
import { groupsOf, KeyShare, offersHybridByDefault } from './keyShare';
import { PeerCertificateReader } from './PeerCertificates';
import { CertificateIndex, indexBySubject } from './verifiedPath';

/** TLS settings of one vantage. Reuse them: a context costs 34 ms of CPU time. */
export type Trust = {
  /** For targets. */
  context: tls.SecureContext;
  /** For a second handshake with a ClientHello that fits into one TCP segment. Absent if that is what the first has. */
  smallHello?: () => tls.SecureContext;
  /** For a proxy with TLS, without the client certificate. */
  proxyContext: () => tls.SecureContext;
  certificates: PeerCertificateReader;
  hasClientCertificate: boolean;
  /** Why the trust bundle cannot be read. */
  bundleError?: string;
};

/**
 * Creates the TLS settings of a vantage.
 * @throws ProberOptionError if the bundle or the client certificate is not valid, or if Node does not support the key
 *   share
 */
export function createTrust(
  vantage: Pick<
    VantageOptions,
    'trustBundle' | 'trustBundleError' | 'clientCertificate' | 'keyShare'
  >,
  formatOption?: FormatProberOption,
): Trust {
  const { trustBundle, clientCertificate, keyShare } = vantage;
  const added = readBundle(trustBundle, formatOption);
  const identity = readClientCertificate(clientCertificate, formatOption);
  const contextFor = (
    share: KeyShare | undefined,
    own: tls.SecureContextOptions = {},
  ) =>
    tls.createSecureContext({
      ...(added.length > 0 && { ca: [...defaultRoots(), ...added] }),
      ...groupsOf(share, formatOption),
      ...own,
    });
  return {
    context: contextFor(keyShare, identity),
    ...((keyShare === 'hybrid' ||
      (keyShare === undefined && offersHybridByDefault())) && {
      smallHello: once(() => contextFor('classical', identity)),
    }),
    proxyContext: once(() => contextFor(keyShare)),
    certificates: new PeerCertificateReader(
      once(() => trustedCertificates(added)),
    ),
    hasClientCertificate: identity !== undefined,
    bundleError: vantage.trustBundleError,
  };
}

function once<T>(create: () => T): () => T {
  let created: { value: T } | undefined;
  return () => {
    created ??= { value: create() };
    return created.value;
  };
}

/** @throws ProberOptionError if the bundle contains no certificate, or one that is not valid */
function readBundle(
  bundle: string | undefined,
  formatOption?: FormatProberOption,
): string[] {
  if (bundle === undefined) return [];
  const certificates = bundle.match(
    /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g,
  );
  if (!certificates) {
    throw new ProberOptionError(
      'trustBundle',
      ' contains no certificate. Use PEM text with BEGIN CERTIFICATE lines',
      formatOption,
    );
  }
  certificates.forEach((pem, index) => {
    try {
      return new X509Certificate(pem);
    } catch {
      throw new ProberOptionError(
        'trustBundle',
        `: certificate ${index + 1} of ${
          certificates.length
        } is not a valid PEM certificate`,
        formatOption,
      );
    }
  });
  return certificates;
}

/** Parsed once per process, because they are many. */
const parsedDefaultRoots = once(() => defaultRoots().flatMap(parsed));

function trustedCertificates(added: string[]): CertificateIndex {
  return indexBySubject([...parsedDefaultRoots(), ...added.flatMap(parsed)]);
}

/** A root of the system that Node cannot parse is not part of any path. */
function parsed(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}

/**
 * The default roots, including those of NODE_EXTRA_CA_CERTS and --use-system-ca if Node can list them (22.15 and
 * later).
 */
function defaultRoots(): readonly string[] {
  const list = (
    tls as { getCACertificates?: (type: 'default') => readonly string[] }
  ).getCACertificates;
  return list ? list('default') : tls.rootCertificates;
}
