import {
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createHash } from 'node:crypto';
import { type AwsCalls, callFailed } from '../aws/calls';
import { errorCode } from '../aws/faults';
import { StackError } from '../errors';

/** Something to keep in the artifact bucket under a key made of its own hash. */
export type Artifact = { key: string; body: Uint8Array; contentType: string };

/** 5 minutes: a zip may be some 50 MB on a slow line. */
const uploadMs = 300_000;

/** From this size on an artifact goes up in parts of it, several at once. S3 takes no smaller parts than 5 MiB. */
const multipartBytes = 8 * 1024 * 1024;

/**
 * Uploads an artifact unless its key is there already (the key is the content's hash).
 *
 * @returns true when it was uploaded
 * @throws StackError `input` when there is no such bucket, `failed` when it refuses
 */
export async function uploadArtifact(options: {
  s3: S3Client;
  calls: AwsCalls;
  bucket: string;
  /**
   * Account that must own the bucket. S3 refuses the call otherwise, so code never goes to somebody who took the
   * name of a deleted bucket. @default any
   */
  bucketOwner?: string;
  artifact: Artifact;
  signal?: AbortSignal;
}): Promise<boolean> {
  const { s3, calls, artifact, signal } = options;
  const target = targetOf(options);
  try {
    await calls.call(
      'HeadObject',
      o => s3.send(new HeadObjectCommand(target), o),
      { signal, isElsewhere: true },
    );
    return false;
  } catch (error) {
    // Without s3:ListBucket a missing key answers 403 instead of 404: the upload then tells.
    const status = (error as { $metadata?: { httpStatusCode?: number } })
      .$metadata?.httpStatusCode;
    if (status !== 404 && status !== 403) throw refused(options, error);
  }
  try {
    await (artifact.body.length > multipartBytes
      ? uploadInParts(options)
      : uploadWhole(options));
    return true;
  } catch (error) {
    throw refused(options, error);
  }
}

type ToUpload = Parameters<typeof uploadArtifact>[0];

function targetOf({ bucket, bucketOwner, artifact }: ToUpload) {
  return {
    Bucket: bucket,
    ExpectedBucketOwner: bucketOwner,
    Key: artifact.key,
  };
}

function uploadWhole(options: ToUpload) {
  const { s3, calls, artifact, signal } = options;
  return calls.call(
    'PutObject',
    o =>
      s3.send(
        new PutObjectCommand({
          ...targetOf(options),
          Body: artifact.body,
          ContentType: artifact.contentType,
          ChecksumSHA256: createHash('sha256')
            .update(artifact.body)
            .digest('base64'),
        }),
        o,
      ),
    { signal, requestMs: uploadMs, isElsewhere: true },
  );
}

/** S3 checks the checksum of each part; a failed upload leaves no parts behind. */
function uploadInParts(options: ToUpload) {
  const { s3, calls, artifact, signal } = options;
  return calls.call(
    'MultipartUpload',
    async ({ abortSignal }) => {
      const upload = new Upload({
        client: s3,
        partSize: multipartBytes,
        queueSize: 4,
        params: {
          ...targetOf(options),
          Body: artifact.body,
          ContentType: artifact.contentType,
          ChecksumAlgorithm: 'SHA256',
        },
      });
      const stop = () => void upload.abort();
      abortSignal.addEventListener('abort', stop, { once: true });
      try {
        return await upload.done();
      } finally {
        abortSignal.removeEventListener('abort', stop);
      }
    },
    { signal, requestMs: uploadMs, isElsewhere: true },
  );
}

function refused(
  { bucket, bucketOwner }: ToUpload,
  error: unknown,
): StackError {
  const code = errorCode(error);
  if (code === 'NoSuchBucket') {
    return new StackError(
      'input',
      `Artifact bucket ${bucket} does not exist. Create it in the stack's region, or name another one (artifactBucket of the environment, --artifact-bucket).`,
      { cause: error },
    );
  }
  if (code === 'PermanentRedirect' || code === '301') {
    return new StackError(
      'input',
      `Artifact bucket ${bucket} is in another region than the stack. Use a bucket of the stack's region.`,
      { cause: error },
    );
  }
  if (code === 'AccessDenied' || code === 'Forbidden' || code === '403') {
    return new StackError(
      'failed',
      `Artifact bucket ${bucket}: access denied. ${
        bucketOwner
          ? `The bucket must belong to account ${bucketOwner}, and the`
          : 'The'
      } deploying identity needs s3:GetObject and s3:PutObject on it.`,
      { cause: error },
    );
  }
  return callFailed(
    `upload to artifact bucket ${bucket}`,
    error,
    'no stack was changed',
  );
}

/**
 * The HTTPS address of an object as CloudFormation's TemplateURL takes it; path-style under a custom endpoint.
 */
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
