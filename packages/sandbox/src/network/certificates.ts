import { randomBytes, webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

type CryptoKey = webcrypto.CryptoKey;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signing = { name: 'ECDSA', hash: 'SHA-256' };
const dayMs = 86_400_000;
const caDays = 365;
const leafDays = 90;

/** A certificate and its private key, as PEM. */
export type KeyPair = { certificate: string; key: string };

/**
 * Loads the sandbox's certificate authority from a folder, so that a trust
 * bundle stays valid across restarts. Creates a new one if it does not exist,
 * is not valid, or expires within 30 days.
 */
export async function loadAuthority(
  folder: string,
): Promise<KeyPair & { file: string }> {
  const file = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca.key.pem');
  mkdirSync(folder, { recursive: true });
  if (existsSync(file) && existsSync(keyFile)) {
    const pair = {
      certificate: readFileSync(file, 'utf8'),
      key: readFileSync(keyFile, 'utf8'),
    };
    if (isUsable(pair.certificate)) return { ...pair, file };
  }
  const pair = await createAuthority();
  writeFileSync(keyFile, pair.key, { mode: 0o600 });
  writeFileSync(file, pair.certificate);
  return { ...pair, file };
}

function isUsable(certificate: string): boolean {
  try {
    const { notAfter } = new x509.X509Certificate(certificate);
    return notAfter.getTime() > Date.now() + 30 * dayMs;
  } catch {
    return false;
  }
}

async function createAuthority(): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(),
      name: `CN=Private Serverless Sandbox CA ${randomBytes(4).toString(
        'hex',
      )}`,
      notBefore: new Date(Date.now() - dayMs),
      notAfter: new Date(Date.now() + caDays * dayMs),
      signingAlgorithm: signing,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto as unknown as Crypto,
  );
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: await exportKey(keys.privateKey),
  };
}

/**
 * Issues a server certificate for DNS names, which may contain wildcards.
 *
 * @param notAfter - when it expires. @defaultValue in 90 days
 */
export async function issueCertificate(
  authority: KeyPair,
  names: string[],
  notAfter = new Date(Date.now() + leafDays * dayMs),
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await importKey(authority.key);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serial(),
      subject: `CN=${names[0]}`,
      issuer: issuer.subject,
      notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - dayMs),
      notAfter,
      signingAlgorithm: signing,
      publicKey: keys.publicKey,
      signingKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map(value => ({ type: 'dns' as const, value })),
        ),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ],
    },
    webcrypto as unknown as Crypto,
  );
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: await exportKey(keys.privateKey),
  };
}

/** A positive serial number of 16 bytes. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] & 0x7f) | 0x01;
  return bytes.toString('hex');
}

async function exportKey(key: CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key);
  return `${x509.PemConverter.encode(bytes, 'PRIVATE KEY')}\n`;
}

async function importKey(pem: string): Promise<CryptoKey> {
  const [bytes] = x509.PemConverter.decode(pem);
  return webcrypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']);
}
