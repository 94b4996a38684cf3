import { createSecureContext, SecureContext } from 'node:tls';
import { Account } from '../account/Account';
import { asNumber, asTexts } from '../account/values';
import { CERTIFICATE } from '../acm/service';
import { issueCertificate, KeyPair } from './certificates';

/** The TLS versions that a server accepts. @defaultValue from TLS 1.2 */
export type TlsVersions = {
  minVersion?: 'TLSv1.2' | 'TLSv1.3';
  maxVersion?: 'TLSv1.2' | 'TLSv1.3';
};

/** The TLS certificate of a certificate in ACM, by its ARN. Undefined if there is none. */
export type AcmCertificates = (
  certificateArn: string | undefined,
  versions?: TlsVersions,
) => Promise<SecureContext | undefined>;

/**
 * Returns the TLS certificates of ACM. The sandbox's authority issues each one with the names and the expiry that the
 * certificate in ACM has at that moment.
 */
export function acmCertificates(
  account: Account,
  authority: KeyPair,
): AcmCertificates {
  const issued = new Map<string, Promise<SecureContext>>();
  return async (certificateArn, versions = {}) => {
    const certificate = account.find(CERTIFICATE, certificateArn);
    if (!certificate) return undefined;
    const names = asTexts(certificate.properties.Names);
    const notAfter = asNumber(certificate.properties.NotAfter) ?? 0;
    const id = JSON.stringify([
      certificate.physicalId,
      notAfter,
      names,
      versions,
    ]);
    const context =
      issued.get(id) ??
      issueCertificate(authority, names, new Date(notAfter * 1000)).then(pair =>
        createSecureContext({
          cert: pair.certificate,
          key: pair.key,
          minVersion: 'TLSv1.2',
          ...versions,
        }),
      );
    issued.set(id, context);
    return context;
  };
}
