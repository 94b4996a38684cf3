import { X509Certificate } from 'node:crypto';

const maxLength = 10;

/** Certificates by subject. */
export type CertificateIndex = ReadonlyMap<string, readonly X509Certificate[]>;

/** Indexes certificates by subject. */
export function indexBySubject(
  certificates: readonly X509Certificate[],
): CertificateIndex {
  const index = new Map<string, X509Certificate[]>();
  certificates.forEach(certificate => {
    const { subject } = certificate;
    index.set(subject, [...(index.get(subject) ?? []), certificate]);
  });
  return index;
}

/**
 * The path from the leaf to a trusted root, as OpenSSL builds it: a trusted issuer is preferred over one that the server
 * sent, so a cross-signature of a trusted root is not part of it.
 * @param sent - certificates of the server, the leaf first, the others in any order
 * @param now - in epoch milliseconds. Every certificate of the path is valid at this time
 * @returns undefined if there is no such path
 */
export function verifiedPath(
  sent: readonly X509Certificate[],
  trusted: CertificateIndex,
  now: number,
): X509Certificate[] | undefined {
  const sentIndex = indexBySubject(sent.slice(1));
  const extend = (path: X509Certificate[]): X509Certificate[] | undefined => {
    const last = path[path.length - 1];
    if (!isValidAt(last, now)) return undefined;
    if (isTrustedRoot(last, trusted)) return path;
    if (path.length >= maxLength) return undefined;
    const issuers = [
      ...(trusted.get(last.issuer) ?? []),
      ...(sentIndex.get(last.issuer) ?? []),
    ];
    for (const issuer of issuers) {
      if (path.includes(issuer) || !isIssuedBy(last, issuer)) continue;
      const complete = extend([...path, issuer]);
      if (complete) return complete;
    }
    return undefined;
  };
  return sent.length > 0 ? extend([sent[0]]) : undefined;
}

/** Whether a certificate is valid at a time in epoch milliseconds. */
export function isValidAt(certificate: X509Certificate, now: number): boolean {
  return (
    Date.parse(certificate.validFrom) <= now &&
    now <= Date.parse(certificate.validTo)
  );
}

function isTrustedRoot(
  certificate: X509Certificate,
  trusted: CertificateIndex,
): boolean {
  return (
    certificate.subject === certificate.issuer &&
    (trusted.get(certificate.subject) ?? []).some(
      root => root.fingerprint256 === certificate.fingerprint256,
    )
  );
}

function isIssuedBy(
  certificate: X509Certificate,
  issuer: X509Certificate,
): boolean {
  return (
    certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
  );
}
