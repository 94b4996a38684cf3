import { randomUUID } from 'node:crypto';
import { CERTIFICATE } from '../acm/service';
import { CertificateInput, checkCertificate, ControlError } from './checks';
import type { DriftContext } from './drift';

/** Validity of a renewed certificate. */
const renewedDays = 90;
const dayMs = 86_400_000;

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

/**
 * Lets a certificate of ACM expire a minute ago. The next TLS handshakes show
 * the expired certificate.
 *
 * @throws ControlError 404 for an unknown ARN
 */
export function expireCertificate(context: DriftContext, arn: string): void {
  setExpiry(context, arn, 'EXPIRED', Date.now() - 60_000);
}

/**
 * Renews a certificate of ACM for 90 days, under the same ARN.
 *
 * @throws ControlError 404 for an unknown ARN
 */
export function renewCertificate(context: DriftContext, arn: string): void {
  setExpiry(context, arn, 'ISSUED', Date.now() + renewedDays * dayMs);
}

function setExpiry(
  { services: { account, state } }: DriftContext,
  arn: string,
  Status: string,
  notAfterMs: number,
): void {
  const certificate = account.find(CERTIFICATE, arn);
  if (!certificate) {
    const arns = account.list(CERTIFICATE).map(({ physicalId }) => physicalId);
    throw new ControlError(
      404,
      `Certificate '${arn}' does not exist. Existing certificates: ${
        arns.join(', ') || 'none'
      }.`,
    );
  }
  account.change(certificate, {
    Status,
    NotAfter: Math.floor(notAfterMs / 1000),
  });
  state.save();
}
