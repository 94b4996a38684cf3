import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ListMultipartUploadsCommandOutput,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorCode } from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import type { EmptiedBucket } from './types';

/** A bucket and the account that must own it. S3 rejects calls to a bucket of that name in another account. */
export type OwnBucket = { bucket: string; accountId: string };

/**
 * Whether a bucket is empty, that is, has no objects, object versions or delete markers. A bucket that no longer
 * exists counts as empty.
 *
 * @returns undefined if S3 denies access
 * @throws UnreachableError, or what the SDK throws
 */
export async function isEmptyBucket(
  session: StackSession,
  s3: S3Client,
  own: OwnBucket,
): Promise<boolean | undefined> {
  try {
    const page = await versions(session, s3, own, { MaxKeys: 1 });
    return identifiersOf(page).length === 0;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'NoSuchBucket') return true;
    if (!/^(AccessDenied|Forbidden|AllAccessDisabled)/.test(code)) throw error;
    session.progress(
      `Bucket ${own.bucket}: failed to list the objects (${code}), so it is unknown whether it is empty.`,
      'warn',
    );
    return undefined;
  }
}

/**
 * Deletes every object of a bucket with all versions and delete markers, and aborts incomplete uploads. A bucket that
 * no longer exists counts as empty.
 *
 * @throws StackError `failed` when a lock or a policy keeps S3 from deleting an object; `cancelled`; UnreachableError,
 *   or what the SDK throws
 */
export async function emptyBucket(
  session: StackSession,
  s3: S3Client,
  own: OwnBucket,
): Promise<EmptiedBucket> {
  const { bucket } = own;
  let objects = 0;
  try {
    let page = await versions(session, s3, own);
    for (;;) {
      const identifiers = identifiersOf(page);
      await remove(session, s3, own, { identifiers, before: objects });
      objects += identifiers.length;
      if (!page.IsTruncated) break;
      if (session.isCancelled) throw cancelled(bucket, objects);
      session.progress(`Bucket ${bucket}: ${counted(objects)} deleted so far`);
      page = await versions(session, s3, own, {
        KeyMarker: page.NextKeyMarker,
        VersionIdMarker: page.NextVersionIdMarker,
      });
    }
    await abortUploads(session, s3, own);
  } catch (error) {
    if (errorCode(error) !== 'NoSuchBucket') throw error;
  }
  session.progress(`Bucket ${bucket}: emptied, ${counted(objects)} deleted`);
  return { bucket, objects };
}

function versions(
  { calls }: StackSession,
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
    { isOtherService: true },
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
  { calls }: StackSession,
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
    { isOtherService: true },
  );
  if (Errors.length === 0) return;
  const [{ Key, Code, Message }] = Errors as [(typeof Errors)[number]];
  const gone = before + identifiers.length - Errors.length;
  throw new StackError(
    'failed',
    `Failed to empty bucket ${bucket}: S3 did not delete ${counted(
      Errors.length,
    )}. The first one is ${Key}: ${Code}: ${Message}. Remove the lock or the bucket policy that protects them, then try again. Deleted so far: ${counted(
      gone,
    )}.`,
  );
}

/** Incomplete uploads do not block the deletion of a bucket, but AWS charges for them until they are aborted. */
async function abortUploads(
  session: StackSession,
  s3: S3Client,
  { bucket: Bucket, accountId: ExpectedBucketOwner }: OwnBucket,
) {
  const { calls } = session;
  const own = { Bucket, ExpectedBucketOwner };
  const otherService = { isOtherService: true };
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
          .catch(noUploads),
      otherService,
    );
  let page = await list();
  for (;;) {
    for (const { Key, UploadId } of page.Uploads ?? []) {
      await calls.call(
        'AbortMultipartUpload',
        o =>
          s3
            .send(new AbortMultipartUploadCommand({ ...own, Key, UploadId }), o)
            .catch(ignoreMissingUpload),
        otherService,
      );
    }
    if (!page.IsTruncated) return;
    page = await list(page.NextKeyMarker, page.NextUploadIdMarker);
  }
}

/** Keeps the uploads if the role may not list them, or if the store does not implement the call. */
function noUploads(error: unknown): ListMultipartUploadsCommandOutput {
  if (!/^(NotImplemented|AccessDenied)$/.test(errorCode(error))) throw error;
  return { $metadata: {} };
}

function ignoreMissingUpload(error: unknown) {
  if (errorCode(error) !== 'NoSuchUpload') throw error;
  return { $metadata: {} };
}

function cancelled(bucket: string, objects: number): StackError {
  return new StackError(
    'cancelled',
    `Canceled while emptying bucket ${bucket}, ${counted(
      objects,
    )} deleted. The stack was not deleted.`,
  );
}

/** `1 object`, `2 objects`. */
export function counted(objects: number): string {
  return `${objects} ${objects === 1 ? 'object' : 'objects'}`;
}
