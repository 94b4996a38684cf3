import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;

/** A certificate with its private key, both as PEM. */
export type Identity = { cert: string; key: string };

/** What to issue. */
export type LeafOptions = {
  names: string[];
  notBefore?: Date;
  notAfter?: Date;
};

/** A certificate authority. */
export type Authority = {
  /** Its self-signed certificate. */
  pem: string;
  issue(options: LeafOptions): Promise<Identity>;
  /** A certificate for the key of `other`, signed by this authority. */
  crossSign(other: Authority, notAfter: Date): Promise<string>;
  /** For {@link Authority.crossSign}. */
  certificate: x509.X509Certificate;
};

/** Creates a certificate authority for one run. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${commonName}`,
    notBefore: daysFromNow(-3000),
    notAfter: daysFromNow(3650),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 2, true)],
  });
  const signed = { signingAlgorithm: algorithm, signingKey: keys.privateKey };

  return {
    pem: certificate.toString('pem'),
    certificate,
    async issue({
      names,
      notBefore = daysFromNow(-20),
      notAfter = daysFromNow(60),
    }) {
      const leafKeys = await generateKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        ...signed,
        serialNumber: serialNumber(),
        subject: `CN=${names[0]}`,
        issuer: certificate.subject,
        notBefore,
        notAfter,
        publicKey: leafKeys.publicKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map(value => ({ type: 'dns' as const, value })),
          ),
        ],
      });
      const der = await webcrypto.subtle.exportKey(
        'pkcs8',
        leafKeys.privateKey,
      );
      return {
        cert: leaf.toString('pem'),
        key: x509.PemConverter.encode(der, 'PRIVATE KEY'),
      };
    },
    async crossSign(other, notAfter) {
      const cross = await x509.X509CertificateGenerator.create({
        ...signed,
        serialNumber: serialNumber(),
        subject: other.certificate.subject,
        issuer: certificate.subject,
        notBefore: daysFromNow(-2000),
        notAfter,
        publicKey: other.certificate.publicKey,
        extensions: [new x509.BasicConstraintsExtension(true, 2, true)],
      });
      return cross.toString('pem');
    },
  };
}

/** @param days - negative for a date in the past */
export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * dayMs);
}

function generateKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>;
}

function serialNumber(): string {
  const random = webcrypto.getRandomValues(new Uint8Array(8));
  return `01${Buffer.from(random).toString('hex')}`;
}
