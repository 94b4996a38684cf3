import { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { TlsDetails } from '@private-serverless/wire';

/** Details of a finished handshake. */
export function describeTls(tls: TLSSocket): TlsDetails {
  const leaf = tls.getPeerCertificate(true);
  const expiryTimes = chain(leaf).map(certificate =>
    Date.parse(certificate.valid_to),
  );
  return {
    protocol: tls.getProtocol() ?? 'unknown',
    cipher: tls.getCipher()?.name ?? 'unknown',
    authorized: tls.authorized,
    // The type is Error, but Node sets the code as a string.
    ...(tls.authorized
      ? {}
      : { authorizationError: String(tls.authorizationError) }),
    notAfter: toIso(Date.parse(leaf.valid_to)),
    chainNotAfter: toIso(Math.min(...expiryTimes)),
    subject: distinguishedName(leaf.subject),
    issuer: distinguishedName(leaf.issuer),
    names: alternativeNames(leaf.subjectaltname),
  };
}

/** The chain, starting at the leaf. A root is its own issuer, and a peer can send an endless chain. */
function chain(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const seen: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.valid_to && !seen.includes(next) && seen.length < 16) {
    seen.push(next);
    next = next.issuerCertificate;
  }
  return seen;
}

function toIso(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString() : '';
}

/** `CN=…, O=…`. Node returns a repeated attribute as an array. */
function distinguishedName(name: object | undefined): string {
  return Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${[value].flat().join('+')}`)
    .join(', ')
    .slice(0, 512);
}

/** Parses Node's format: `DNS:a.example, IP Address:10.0.0.1`. */
function alternativeNames(text: string | undefined): string[] {
  return (text ?? '')
    .split(', ')
    .map(entry => entry.replace(/^(DNS|IP Address):/, ''))
    .filter(entry => entry !== '')
    .slice(0, 100);
}
