import { SecureContext } from 'node:tls';
import { Account } from '../account/Account';
import { certificateArnOf } from '../apigateway/domains';
import { AcmCertificates } from './acmCertificates';

/**
 * Returns the TLS certificates of custom domains by their names: that of the domain in ACM. Undefined for every other name.
 */
export function domainCertificates(
  account: Account,
  certificateOf: AcmCertificates,
): (serverName: string) => Promise<SecureContext | undefined> {
  return async serverName =>
    certificateOf(certificateArnOf(account, serverName.toLowerCase()));
}
