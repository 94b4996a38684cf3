import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { CheckContext } from '../session/context';
import { missing, ok, unknown } from '../session/results';
import type { Check } from '../types';

/** Checks that the trust store for client certificates can be read. */
export async function checkTrustStore({
  clients,
  environment: { domain },
  reader,
}: CheckContext): Promise<Check[]> {
  const store = domain?.trustStore;
  if (!store) return [];
  const { bucket: Bucket, key: Key, version: VersionId } = store;
  const subject = `s3://${Bucket}/${Key}`;
  const { problem } = await reader.read('s3:GetObject', () =>
    clients.s3.send(new HeadObjectCommand({ Bucket, Key, VersionId })),
  );
  if (!problem) return [ok('trustStore', subject)];
  return [
    problem.kind === 'missing'
      ? missing('trustStore', subject, {
          expected: 'a PEM file with the authorities of client certificates',
          fix: 'Upload the file, or correct domain.trustStore.',
        })
      : unknown('trustStore', subject, problem),
  ];
}
