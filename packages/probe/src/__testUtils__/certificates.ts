import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;

/** A certificate with its private key, both as PEM. */
export type Identity = {
  cert: string;
  key: string;
  notBefore: Date;
  notAfter: Date;
};

/** What to issue. */
export type LeafOptions = {
  names?: string[];
  ips?: string[];
  notBefore?: Date;
  notAfter?: Date;
};

/** A new certificate authority for one test run. */
export async function createAuthority(
  commonName: string,
  options: { notAfter?: Date } = {},
) {
  const keys = await generateKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: `CN=${commonName}`,
    notBefore: daysFromNow(-3000),
    notAfter: options.notAfter ?? daysFromNow(3650),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, 2, true)],
  });
  let serial = 1;

  return {
    pem: root.toString('pem'),
    publicKey: keys.publicKey,
    subject: root.subject,
    /** A certificate of another authority, signed by this one. */
    async crossSign(
      other: { subject: string; publicKey: CryptoKey },
      notAfter: Date,
    ): Promise<string> {
      serial += 1;
      const cross = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(2, '0'),
        subject: other.subject,
        issuer: root.subject,
        notBefore: daysFromNow(-2000),
        notAfter,
        signingAlgorithm: algorithm,
        publicKey: other.publicKey,
        signingKey: keys.privateKey,
        extensions: [new x509.BasicConstraintsExtension(true, 2, true)],
      });
      return cross.toString('pem');
    },
    async issue({
      names = [],
      ips = [],
      notBefore = daysFromNow(-20),
      notAfter = daysFromNow(60),
    }: LeafOptions): Promise<Identity> {
      const leafKeys = await generateKeys();
      serial += 1;
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(2, '0'),
        subject: `CN=${names[0] ?? ips[0]}`,
        issuer: root.subject,
        notBefore,
        notAfter,
        signingAlgorithm: algorithm,
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension([
            ...names.map(value => ({ type: 'dns' as const, value })),
            ...ips.map(value => ({ type: 'ip' as const, value })),
          ]),
        ],
      });
      return {
        cert: leaf.toString('pem'),
        key: await privateKeyPem(leafKeys),
        notBefore: leaf.notBefore,
        notAfter: leaf.notAfter,
      };
    },
  };
}

/** A certificate authority. */
export type Authority = Awaited<ReturnType<typeof createAuthority>>;

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

async function privateKeyPem(keys: CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}
