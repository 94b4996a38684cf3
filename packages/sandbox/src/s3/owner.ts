import { AwsError } from '../protocol/errors';
import type { S3Call } from './responses';

/**
 * Rejects a request that expects another owner of its bucket. Every bucket of the sandbox belongs to its one account.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 *
 * @throws AwsError `AccessDenied`, or `InvalidBucketOwnerAWSAccountID` for a header that is not a valid account ID
 */
export function checkOwner({
  accountId,
  store,
  bucket,
  request,
}: S3Call): void {
  const expected = request.headers['x-amz-expected-bucket-owner'];
  if (expected === undefined) return;
  if (!/^\d{12}$/.test(String(expected))) {
    throw new AwsError(
      'InvalidBucketOwnerAWSAccountID',
      'The value of the expected bucket owner parameter must be an AWS account ID',
    );
  }
  // A bucket that does not exist has no owner. The operation itself responds with NoSuchBucket.
  if (store.hasBucket(bucket) && expected !== accountId) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
}
