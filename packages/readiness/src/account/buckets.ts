import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { CheckContext } from '../session/context';
import { type Problem } from '../session/Reader';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';

/** Checks the artifact bucket, which every deploy needs, and the log bucket if the environment names one. */
export async function checkBuckets(context: CheckContext): Promise<Check[]> {
  const { artifactBucket, logBucket } = context.environment;
  return Promise.all([
    artifactBucket
      ? checkBucket(context, 'bucket.artifacts', 'artifactBucket')
      : missing('bucket.artifacts', 'artifactBucket', {
          expected: 'the name of a bucket for packaged functions',
          fix: 'Deploy the environment stack, which creates one, or set artifactBucket to a bucket of the account.',
        }),
    ...(logBucket ? [checkBucket(context, 'bucket.logs', 'logBucket')] : []),
  ]);
}

async function checkBucket(
  { clients, environment, reader }: CheckContext,
  id: string,
  key: 'artifactBucket' | 'logBucket',
): Promise<Check> {
  const { accountId, region } = environment;
  const name = environment[key]!;
  const head = (ExpectedBucketOwner?: string) =>
    reader.read('s3:ListBucket', () =>
      clients.s3.send(
        new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner }),
      ),
    );
  const elsewhere = (found: string) =>
    wrong(id, name, {
      found,
      expected: region,
      fix: `Set ${key} to a bucket in ${region}. Lambda reads code only from a bucket in its own region.`,
    });
  const { value, problem } = await head(accountId);
  if (value) {
    const { BucketRegion = region } = value;
    return BucketRegion === region
      ? ok(id, name, BucketRegion)
      : elsewhere(BucketRegion);
  }
  const other = regionOf(problem);
  if (other && other !== region) return elsewhere(other);
  if (problem.kind === 'missing') {
    return missing(id, name, {
      fix: `Create the bucket in account ${accountId}, ${region}, or correct ${key}. The environment stack can create it.`,
    });
  }
  // S3 has the same response to a denied request and to another owner: HEAD has no body.
  if (problem.kind === 'denied' && (await head()).value) {
    return wrong(id, name, {
      found: 'owned by another account',
      expected: `owned by account ${accountId}`,
      fix: `Set ${key} to a bucket of account ${accountId}.`,
    });
  }
  return unknown(id, name, problem);
}

/** The region of a bucket that S3 redirects to. */
function regionOf({ error }: Problem): string | undefined {
  const { $response } = error as {
    $response?: { headers?: Record<string, string> };
  };
  return $response?.headers?.['x-amz-bucket-region'];
}
