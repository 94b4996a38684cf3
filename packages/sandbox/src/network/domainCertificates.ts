import { createSecureContext, SecureContext } from 'node:tls';
import { Account } from '../account/Account';
import { asNumber, asTexts } from '../account/values';
import { CERTIFICATE } from '../acm/service';
import { domainsOf } from '../apigateway/domains';
import { issueCertificate, KeyPair } from './certificates';

/**
 * Returns the TLS certificates of custom domains. The sandbox's authority issues each one with the names and the expiry of the
 * domain's certificate in ACM.
 */
export function domainCertificates(
  account: Account,
  authority: KeyPair,
): (serverName: string) => Promise<SecureContext | undefined> {
  const issued = new Map<string, Promise<SecureContext>>();
  return async serverName => {
    const [domain] = domainsOf(account, serverName.toLowerCase());
    const certificate = account.find(
      CERTIFICATE,
      domain?.properties.CertificateArn,
    );
    if (!certificate) return undefined;
    const names = asTexts(certificate.properties.Names);
    const notAfter = asNumber(certificate.properties.NotAfter) ?? 0;
    const id = `${certificate.physicalId} ${notAfter} ${names.join(' ')}`;
    const context =
      issued.get(id) ?? issue(authority, names, new Date(notAfter * 1000));
    issued.set(id, context);
    return context;
  };
}

async function issue(
  authority: KeyPair,
  names: string[],
  notAfter: Date,
): Promise<SecureContext> {
  const { certificate, key } = await issueCertificate(
    authority,
    names,
    notAfter,
  );
  return createSecureContext({
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
  });
}
