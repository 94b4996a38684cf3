import { randomUUID } from 'node:crypto';
import { CERTIFICATE } from '../acm/service';
import { CertificateInput, checkCertificate } from './checks';
import type { DriftContext } from './drift';

/**
 * Adds a certificate to ACM, as an import does.
 *
 * @returns its ARN
 * @throws ControlError 400 with the field and the fix
 */
export function addCertificate(
  { services }: DriftContext,
  body: unknown,
): string {
  const {
    names,
    notAfter,
    status = 'ISSUED',
  }: CertificateInput = checkCertificate(body);
  const { account, state } = services;
  const arn = account.arn('acm', `certificate/${randomUUID()}`);
  account.add({
    type: CERTIFICATE,
    physicalId: arn,
    properties: {
      Names: names,
      Status: status,
      NotAfter: Date.parse(notAfter) / 1000,
    },
    attributes: {},
    stackId: '',
    stackName: '',
    logicalId: '',
  });
  state.save();
  return arn;
}
