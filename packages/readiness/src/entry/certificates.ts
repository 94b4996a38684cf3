import {
  type ACMClient,
  DescribeCertificateCommand,
} from '@aws-sdk/client-acm';
import { Reader } from '../session/Reader';
import { type EntryRead, sendAtOnce, type SendRequest } from './options';

/**
 * What ACM reports of a certificate.
 * @public
 */
export type CertificateState = {
  /** Such as `ISSUED`, `PENDING_VALIDATION` or `EXPIRED`. */
  status: string;
  /** When it expires, ISO 8601. Absent before it is issued. */
  notAfter?: string;
};

/**
 * Describes a certificate.
 *
 * @returns null if it does not exist
 * @public
 */
export async function readCertificate(
  acm: ACMClient,
  certificateArn: string,
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<CertificateState | null>> {
  const read = await new Reader().read('acm:DescribeCertificate', () =>
    send(options =>
      acm.send(
        new DescribeCertificateCommand({ CertificateArn: certificateArn }),
        options,
      ),
    ),
  );
  if (read.problem) {
    return read.problem.kind === 'missing' ? { value: null } : read;
  }
  const { Status, NotAfter } = read.value.Certificate ?? {};
  return {
    value: {
      status: Status ?? '',
      ...(NotAfter && { notAfter: NotAfter.toISOString() }),
    },
  };
}
