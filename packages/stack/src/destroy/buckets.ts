import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ListMultipartUploadsCommandOutput,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorCode } from '../aws/faults';
import type { Operation } from '../deploy/operation';
import { StackError } from '../errors';
import type { EmptiedBucket } from './types';

/** A bucket of the stack's own account: one of the same name elsewhere is refused by S3. */
export type OwnBucket = { bucket: string; accountId: string };

/**
 * Whether a bucket holds no object and no version of one. One that is gone is empty.
 *
 * @returns undefined where S3 does not let us look
 * @throws UnreachableError
 */
export async function isEmptyBucket(
  operation: Operation,
  s3: S3Client,
  own: OwnBucket,
): Promise<boolean | undefined> {
  try {
    const page = await versions(operation, s3, own, { MaxKeys: 1 });
    return identifiersOf(page).length === 0;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'NoSuchBucket') return true;
    if (!/^(AccessDenied|Forbidden|AllAccessDisabled)/.test(code)) throw error;
    operation.progress(
      `Bucket ${own.bucket} cannot be looked into (${code}): whether it is empty is not known.`,
    );
    return undefined;
  }
}

/**
 * Deletes every object of a bucket with all versions and delete markers, and aborts uploads that are under way. One
 * that is gone is empty.
 *
 * @throws StackError `failed` where S3 keeps an object (a lock, a policy), `cancelled`; UnreachableError
 */
export async function emptyBucket(
  operation: Operation,
  s3: S3Client,
  own: OwnBucket,
): Promise<EmptiedBucket> {
  const { bucket } = own;
  let objects = 0;
  try {
    let page = await versions(operation, s3, own);
    for (;;) {
      const identifiers = identifiersOf(page);
      await remove(operation, s3, own, { identifiers, before: objects });
      objects += identifiers.length;
      if (!page.IsTruncated) break;
      if (operation.isCancelled) throw cancelled(bucket, objects);
      operation.progress(
        `Bucket ${bucket}: ${counted(objects)} deleted so far`,
      );
      page = await versions(operation, s3, own, {
        KeyMarker: page.NextKeyMarker,
        VersionIdMarker: page.NextVersionIdMarker,
      });
    }
    await abortUploads(operation, s3, own);
  } catch (error) {
    if (errorCode(error) !== 'NoSuchBucket') throw error;
  }
  operation.progress(`Bucket ${bucket}: emptied, ${counted(objects)} deleted`);
  return { bucket, objects };
}

function versions(
  { calls }: Operation,
  s3: S3Client,
  { bucket, accountId }: OwnBucket,
  more: { MaxKeys?: number; KeyMarker?: string; VersionIdMarker?: string } = {},
) {
  return calls.call(
    'ListObjectVersions',
    o =>
      s3.send(
        new ListObjectVersionsCommand({
          Bucket: bucket,
          ExpectedBucketOwner: accountId,
          ...more,
        }),
        o,
      ),
    { isElsewhere: true },
  );
}

type Listed = { Key?: string; VersionId?: string };

function identifiersOf(page: {
  Versions?: Listed[];
  DeleteMarkers?: Listed[];
}): ObjectIdentifier[] {
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
    ({ Key, VersionId }) => ({ Key: Key!, VersionId }),
  );
}

async function remove(
  { calls }: Operation,
  s3: S3Client,
  { bucket, accountId }: OwnBucket,
  { identifiers, before }: { identifiers: ObjectIdentifier[]; before: number },
) {
  if (identifiers.length === 0) return;
  const { Errors = [] } = await calls.call(
    'DeleteObjects',
    o =>
      s3.send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          ExpectedBucketOwner: accountId,
          Delete: { Objects: identifiers, Quiet: true },
        }),
        o,
      ),
    { isElsewhere: true },
  );
  if (Errors.length === 0) return;
  const [{ Key, Code, Message }] = Errors as [(typeof Errors)[number]];
  const gone = before + identifiers.length - Errors.length;
  throw new StackError(
    'failed',
    `Bucket ${bucket} could not be emptied: S3 keeps ${counted(
      Errors.length,
    )}, the first: ${Key}: ${Code}: ${Message}. Remove what holds them (a lock, a bucket policy), then try again; deleted already: ${counted(
      gone,
    )}.`,
  );
}

/** They keep nobody from deleting the bucket, but they are paid for until they are aborted. */
async function abortUploads(
  operation: Operation,
  s3: S3Client,
  { bucket: Bucket, accountId: ExpectedBucketOwner }: OwnBucket,
) {
  const { calls } = operation;
  const own = { Bucket, ExpectedBucketOwner };
  const elsewhere = { isElsewhere: true };
  const list = (KeyMarker?: string, UploadIdMarker?: string) =>
    calls.call(
      'ListMultipartUploads',
      o =>
        s3
          .send(
            new ListMultipartUploadsCommand({
              ...own,
              KeyMarker,
              UploadIdMarker,
            }),
            o,
          )
          .catch(withoutUploads),
      elsewhere,
    );
  let page = await list();
  for (;;) {
    for (const { Key, UploadId } of page.Uploads ?? []) {
      await calls.call(
        'AbortMultipartUpload',
        o =>
          s3
            .send(new AbortMultipartUploadCommand({ ...own, Key, UploadId }), o)
            .catch(goneAlready),
        elsewhere,
      );
    }
    if (!page.IsTruncated) return;
    page = await list(page.NextKeyMarker, page.NextUploadIdMarker);
  }
}

/** Where they may not be listed, and with a store that has no such operation, they stay. */
function withoutUploads(error: unknown): ListMultipartUploadsCommandOutput {
  if (!/^(NotImplemented|AccessDenied)$/.test(errorCode(error))) throw error;
  return { $metadata: {} };
}

function goneAlready(error: unknown) {
  if (errorCode(error) !== 'NoSuchUpload') throw error;
  return { $metadata: {} };
}

function cancelled(bucket: string, objects: number): StackError {
  return new StackError(
    'cancelled',
    `Cancelled while bucket ${bucket} was being emptied, ${counted(
      objects,
    )} deleted. The stack was not deleted.`,
  );
}

/** `1 object`, `2 objects`. */
export function counted(objects: number): string {
  return `${objects} ${objects === 1 ? 'object' : 'objects'}`;
}
