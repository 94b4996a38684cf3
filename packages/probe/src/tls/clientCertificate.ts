import { createSecureContext, SecureContextOptions } from 'node:tls';
import { errorCode } from '../ProbeFailure';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { ClientCertificate } from '../types';

/**
 * The options of a TLS context for a client certificate. Errors contain nothing of the key and of the passphrase.
 * @throws ProberOptionError if certificate, key or passphrase is not valid
 */
export function readClientCertificate(
  certificate: ClientCertificate | undefined,
  formatOption?: FormatProberOption,
): SecureContextOptions | undefined {
  if (certificate === undefined) return undefined;
  const options: SecureContextOptions =
    'pfx' in certificate
      ? {
          pfx: Buffer.from(certificate.pfx),
          passphrase: certificate.passphrase,
        }
      : certificate;
  try {
    createSecureContext(options);
    return options;
  } catch (error) {
    throw new ProberOptionError(
      'clientCertificate',
      ` ${problemOf(errorCode(error), String(error), isEncrypted(options))}`,
      formatOption,
    );
  }
}

/** Whether the key is an encrypted PEM text. */
function isEncrypted({ key }: SecureContextOptions): boolean {
  return /ENCRYPTED/.test(String(key ?? ''));
}

function problemOf(
  code: string,
  message: string,
  hasEncryptedKey: boolean,
): string {
  // A wrong passphrase passes the check of the padding once in 256 times. What it decrypts to is then not a key.
  if (hasEncryptedKey && /DECODER routines/.test(message)) {
    return 'cannot be decrypted. Correct its passphrase';
  }
  if (
    /mac verify failure|BAD_DECRYPT|BAD_PASSWORD|INTERRUPTED/i.test(
      code + message,
    )
  ) {
    return 'cannot be decrypted. Correct its passphrase';
  }
  if (/KEY_VALUES_MISMATCH/.test(code)) {
    return 'has a key that does not belong to the certificate. Use the key of the certificate';
  }
  if (/unsupported/i.test(code + message)) {
    return 'uses an encryption that OpenSSL does not support. Export the PKCS#12 file again with AES-256';
  }
  return `is not valid (${
    code || 'unknown error'
  }). Use PEM texts of certificate and key, or a PKCS#12 file`;
}
