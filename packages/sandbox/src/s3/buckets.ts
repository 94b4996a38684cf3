import { AwsError } from '../protocol/errors';
import { readBody, send } from '../protocol/http';
import { element } from '../protocol/xml';
import { headers, parseXml, requireBucket, S3Call, sendXml } from './responses';

const maxXmlBytes = 64 * 1024;

/** S3's message if a bucket cannot be deleted. Undefined if it can. */
export function notEmptyReason(
  store: S3Call['store'],
  bucket: string,
): string | undefined {
  if (store.listVersions(bucket).length === 0) return undefined;
  const message = 'The bucket you tried to delete is not empty';
  return store.bucket(bucket)?.versioning
    ? `${message}. You must delete all versions in the bucket.`
    : message;
}

/** ListBuckets. */
export function listBuckets({ store, response }: S3Call): void {
  const buckets = store
    .listBuckets()
    .map(name =>
      element('Bucket', {
        Name: name,
        CreationDate: store.bucket(name)!.createdAt,
      }),
    )
    .join('');
  sendXml(
    response,
    `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`,
  );
}

/** CreateBucket. */
export async function createBucket(call: S3Call): Promise<void> {
  const { store, bucket, request, response } = call;
  if (!isBucketName(bucket)) {
    throw new AwsError(
      'InvalidBucketName',
      'The specified bucket is not valid.',
    );
  }
  const body = await readBody(request, maxXmlBytes);
  if (body.toString('utf8').trim() !== '') parseXml(body);
  if (store.hasBucket(bucket)) {
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    );
  }
  store.createBucket(bucket);
  send(response, 200, { ...headers(), location: `/${bucket}` });
}

/** Whether a name is a valid bucket name. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\./.test(name);
}

/** HeadBucket. */
export function headBucket({ store, bucket, region, response }: S3Call): void {
  requireBucket(store, bucket);
  send(response, 200, { ...headers(), 'x-amz-bucket-region': region });
}
