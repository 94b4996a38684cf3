import { X509Certificate } from 'node:crypto';
import { PeerCertificate, TLSSocket } from 'node:tls';
import { TlsDetails } from '@private-serverless/wire';
import { CertificateIndex, isValidAt, verifiedPath } from './verifiedPath';

/** What the certificates of a server say, independent of the connection. */
export type PeerCertificates = Pick<
  TlsDetails,
  | 'notAfter'
  | 'chainNotAfter'
  | 'chainNotAfterSubject'
  | 'subject'
  | 'issuer'
  | 'names'
  | 'chain'
> & {
  /** The first sent certificate that has expired, or that is not yet valid. */
  invalid?: { subject: string; notBefore: string; notAfter: string };
};

const maxSent = 16;
const maxChain = 10;
const maxEntries = 1000;
const keptMs = 10 * 60 * 1000;

/** Reads the certificates of servers. Most servers send the same ones each time, so the latest ones are kept. */
export class PeerCertificateReader {
  private readonly known = new Map<
    string,
    { until: number; certificates: PeerCertificates }
  >();

  private readonly sent = new WeakMap<TLSSocket, X509Certificate[]>();
  private readonly leaves = new Map<string, PeerCertificate>();

  /** @param trusted - returns the trusted certificates. Called once, when the first server sends a certificate */
  constructor(private readonly trusted: () => CertificateIndex) {}

  /**
   * To compare the name, Node converts all certificates of a server to objects at each handshake, which costs a tenth of the CPU
   * time of a probe. The comparison reads only the names of the first one, so only that one is converted, and kept.
   */
  keepLeaf(tls: TLSSocket): void {
    tls.getPeerCertificate = (() => {
      const [leaf] = this.sentBy(tls);
      if (!leaf) return {};
      const known = this.leaves.get(leaf.fingerprint256);
      if (known) return known;
      const converted = leaf.toLegacyObject();
      if (this.leaves.size >= maxEntries) this.leaves.clear();
      this.leaves.set(leaf.fingerprint256, converted);
      return converted;
    }) as TLSSocket['getPeerCertificate'];
  }

  /** Node returns the certificates of a handshake once. */
  private sentBy(tls: TLSSocket): X509Certificate[] {
    const sent = this.sent.get(tls) ?? sentCertificates(tls);
    this.sent.set(tls, sent);
    return sent;
  }

  /** @param now - in epoch milliseconds */
  read(tls: TLSSocket, now: number): PeerCertificates {
    const sent = this.sentBy(tls);
    const key = sent.map(({ fingerprint256 }) => fingerprint256).join(' ');
    const known = this.known.get(key);
    if (known && known.until > now) return known.certificates;
    const certificates = describe(sent, this.trusted(), now);
    if (this.known.size >= maxEntries) this.known.clear();
    // What was said of the certificates changes when one of them starts or ceases to be valid.
    const changes = sent
      .flatMap(({ validFrom, validTo }) => [validFrom, validTo])
      .map(time => Date.parse(time))
      .filter(time => time > now);
    const until = Math.min(now + keptMs, ...changes);
    this.known.set(key, { until, certificates });
    return certificates;
  }
}

/** The leaf comes first. Node lists the others as issuers in the order in which the server sent them. */
function sentCertificates(tls: TLSSocket): X509Certificate[] {
  const sent: X509Certificate[] = [];
  let next = tls.getPeerX509Certificate();
  while (next && sent.length < maxSent) {
    sent.push(next);
    next = next.issuerCertificate;
  }
  return sent;
}

function describe(
  sent: X509Certificate[],
  trusted: CertificateIndex,
  now: number,
): PeerCertificates {
  const [leaf] = sent;
  if (!leaf) {
    return { notAfter: '', chainNotAfter: '', subject: '', issuer: '' };
  }
  const path = verifiedPath(sent, trusted, now) ?? sent;
  const first = path.reduce((earliest, certificate) =>
    Date.parse(certificate.validTo) < Date.parse(earliest.validTo)
      ? certificate
      : earliest,
  );
  const invalid = sent.find(certificate => !isValidAt(certificate, now));
  return {
    notAfter: toIso(leaf.validTo),
    chainNotAfter: toIso(first.validTo),
    chainNotAfterSubject: distinguishedName(first.subject),
    subject: distinguishedName(leaf.subject),
    issuer: distinguishedName(leaf.issuer),
    names: alternativeNames(leaf.subjectAltName),
    chain: path.slice(0, maxChain).map(certificate => ({
      subject: distinguishedName(certificate.subject),
      issuer: distinguishedName(certificate.issuer),
      notBefore: toIso(certificate.validFrom),
      notAfter: toIso(certificate.validTo),
    })),
    ...(invalid && {
      invalid: {
        subject: distinguishedName(invalid.subject),
        notBefore: toIso(invalid.validFrom),
        notAfter: toIso(invalid.validTo),
      },
    }),
  };
}

function toIso(text: string): string {
  const time = Date.parse(text);
  return Number.isFinite(time) ? new Date(time).toISOString() : '';
}

/** `CN=…, O=…`. Node writes one attribute per line. */
function distinguishedName(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ').slice(0, 512);
}

/** Parses Node's format: `DNS:a.example, IP Address:10.0.0.1`. */
function alternativeNames(text: string | undefined): string[] {
  return (text ?? '')
    .split(', ')
    .map(entry => entry.replace(/^(DNS|IP Address):/, ''))
    .filter(entry => entry !== '')
    .slice(0, 100);
}
