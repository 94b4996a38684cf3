import type { CertificateState } from '@private-serverless/readiness';
import type { Judgment } from './Finding';

const dayMs = 24 * 60 * 60 * 1_000;

/** Days before a certificate expires from which it is degraded, as for the certificate that a probe receives. */
const warningDays = 14;

/**
 * Judges the certificate that callers see. Statuses:
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html
 */
export function judgeCertificate(
  certificate: CertificateState | null,
  arn: string,
  now: number,
): Judgment {
  const id = arn.split('/').at(-1);
  if (!certificate) {
    return {
      state: 'failed',
      evidence: `The certificate ${id} does not exist in ACM.`,
      advice:
        'Ask your platform team for a certificate, and deploy the service again with it.',
    };
  }
  const { status, notAfter } = certificate;
  const leftMs = notAfter ? Date.parse(notAfter) - now : undefined;
  if (status === 'EXPIRED' || (leftMs !== undefined && leftMs <= 0)) {
    return {
      state: 'failed',
      evidence: `The certificate ${id} expired${
        notAfter ? ` on ${notAfter.slice(0, 10)}` : ''
      }.`,
      advice:
        'Ask your platform team to renew the certificate, or to import a new one under the same ARN.',
    };
  }
  if (status !== 'ISSUED') {
    return {
      state: 'failed',
      evidence: `The certificate ${id} is not issued: its status is ${
        status || 'not reported'
      }.`,
      advice:
        'Ask your platform team to complete the validation of the certificate in ACM, or to issue another one.',
    };
  }
  if (notAfter && leftMs !== undefined && leftMs < warningDays * dayMs) {
    const days = Math.floor(leftMs / dayMs);
    const left = days === 1 ? '1 day' : `${days} days`;
    return {
      state: 'degraded',
      evidence: `The certificate ${id} expires in ${
        days === 0 ? 'less than a day' : left
      } (${notAfter.slice(0, 10)}).`,
      advice:
        'Ask your platform team to renew the certificate, or to import a new one under the same ARN.',
    };
  }
  return {
    state: 'ok',
    evidence: notAfter
      ? `Its certificate is valid until ${notAfter.slice(0, 10)}.`
      : 'Its certificate is issued.',
  };
}
