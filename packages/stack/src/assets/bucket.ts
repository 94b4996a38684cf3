import {
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createHash } from 'node:crypto';
import { callError } from '../session/aws/AwsCalls';
import { errorCode } from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';

/** A file for the artifact bucket. Its key contains its hash. */
export type Artifact = { key: string; body: Uint8Array; contentType: string };

/** Timeout of one upload: a zip of 50 MB over a slow connection. */
const uploadMs = 300_000;

/** Size of a part. A larger artifact is uploaded in several parts at once. S3 requires at least 5 MiB per part. */
const multipartBytes = 8 * 1024 * 1024;

/** An artifact and the bucket for it. */
export type ArtifactUpload = {
  s3: S3Client;
  bucket: string;
  /**
   * Account that must own the bucket. Otherwise S3 rejects the call, because another account can create a bucket with
   * the name of a deleted one. @defaultValue any account
   */
  bucketOwner?: string;
  artifact: Artifact;
};

/**
 * Uploads an artifact unless its key is already in the bucket. The key contains the hash of the content.
 *
 * @returns true when the artifact was uploaded
 * @throws StackError `input` when the bucket does not exist; `failed` when S3 rejects the upload; `unreachable`
 */
export async function uploadArtifact(
  session: StackSession,
  upload: ArtifactUpload,
): Promise<boolean> {
  const { s3, artifact } = upload;
  const { calls, signal } = session;
  const target = targetOf(upload);
  try {
    await calls.call(
      'HeadObject',
      o => s3.send(new HeadObjectCommand(target), o),
      { signal, isOtherService: true },
    );
    return false;
  } catch (error) {
    // Without s3:ListBucket, S3 returns 403 instead of 404 for a missing key. If access is denied, the upload fails too.
    const status = (error as { $metadata?: { httpStatusCode?: number } })
      .$metadata?.httpStatusCode;
    if (status !== 404 && status !== 403) {
      throw uploadError(session, upload, error);
    }
  }
  try {
    await (artifact.body.length > multipartBytes
      ? uploadInParts(session, upload)
      : uploadWhole(session, upload));
    return true;
  } catch (error) {
    throw uploadError(session, upload, error);
  }
}

function targetOf({ bucket, bucketOwner, artifact }: ArtifactUpload) {
  return {
    Bucket: bucket,
    ExpectedBucketOwner: bucketOwner,
    Key: artifact.key,
  };
}

function uploadWhole({ calls, signal }: StackSession, upload: ArtifactUpload) {
  const { s3, artifact } = upload;
  return calls.call(
    'PutObject',
    o =>
      s3.send(
        new PutObjectCommand({
          ...targetOf(upload),
          Body: artifact.body,
          ContentType: artifact.contentType,
          ChecksumSHA256: createHash('sha256')
            .update(artifact.body)
            .digest('base64'),
        }),
        o,
      ),
    { signal, requestMs: uploadMs, isOtherService: true },
  );
}

/** S3 verifies the checksum of each part. A failed upload leaves no parts in the bucket. */
function uploadInParts(
  { calls, signal }: StackSession,
  upload: ArtifactUpload,
) {
  const { s3, artifact } = upload;
  return calls.call(
    'MultipartUpload',
    async ({ abortSignal }) => {
      const parts = new Upload({
        client: s3,
        partSize: multipartBytes,
        queueSize: 4,
        params: {
          ...targetOf(upload),
          Body: artifact.body,
          ContentType: artifact.contentType,
          ChecksumAlgorithm: 'SHA256',
        },
      });
      const stop = () => void parts.abort();
      abortSignal.addEventListener('abort', stop, { once: true });
      try {
        return await parts.done();
      } finally {
        abortSignal.removeEventListener('abort', stop);
      }
    },
    { signal, requestMs: uploadMs, isOtherService: true },
  );
}

function uploadError(
  session: StackSession,
  { bucket, bucketOwner }: ArtifactUpload,
  error: unknown,
): StackError {
  const details = { option: 'artifactBucket' as const, cause: error };
  switch (errorCode(error)) {
    case 'NoSuchBucket':
      return new StackError(
        'input',
        `Artifact bucket ${bucket} does not exist. Create it in the region of the stack, or use another one (${session.option(
          'artifactBucket',
        )}).`,
        details,
      );
    case 'PermanentRedirect':
    case '301':
      return new StackError(
        'input',
        `Artifact bucket ${bucket} is not in the region of the stack. Use a bucket in that region (${session.option(
          'artifactBucket',
        )}).`,
        details,
      );
    case 'AccessDenied':
    case 'Forbidden':
    case '403':
      return new StackError(
        'failed',
        `Artifact bucket ${bucket}: access denied. ${
          bucketOwner
            ? `The bucket must belong to account ${bucketOwner}, and the`
            : 'The'
        } deploying role needs s3:GetObject and s3:PutObject on it.`,
        details,
      );
    default:
      return callError(
        `upload to artifact bucket ${bucket}`,
        error,
        'No stack was changed.',
      );
  }
}

/** The HTTPS URL of an object, as in CloudFormation's TemplateURL. Path-style with a custom endpoint. */
export async function objectUrl(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<string> {
  const custom = await s3.config.endpoint?.();
  if (custom) {
    const port = custom.port ? `:${custom.port}` : '';
    const base = custom.path.replace(/\/$/, '');
    return `${custom.protocol}//${custom.hostname}${port}${base}/${bucket}/${key}`;
  }
  const region = await s3.config.region();
  const suffix = region.startsWith('cn-')
    ? 'amazonaws.com.cn'
    : 'amazonaws.com';
  return `https://${bucket}.s3.${region}.${suffix}/${key}`;
}
