import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { callError } from '../session/aws/AwsCalls';
import { errorCode } from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import {
  type Claim,
  type ClaimRecord,
  claimKey,
  parseClaim,
} from './AddressRange';

/** A stored claim. The record is undefined if its object is not a claim. */
type Stored = { record: ClaimRecord | undefined; etag: string };

/** How often a write is repeated after a conflict with a simultaneous one (409). */
const maxConflicts = 5;
const conflictMs = 200;

const deniedCodes = ['AccessDenied', 'Forbidden', '403'];

/** Whether a call of {@link ClaimObjects} failed because S3 denied access. */
export function isDenied(error: unknown): boolean {
  return (
    error instanceof StackError && deniedCodes.includes(errorCode(error.cause))
  );
}

/**
 * The objects in the artifact bucket that claim ranges. S3 writes an object only if it does not exist, or only if it is
 * unchanged, so that two deploys cannot claim the same range:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class ClaimObjects {
  /** @param bucketOwner - account that must own the bucket. @defaultValue any account */
  constructor(
    private readonly session: StackSession,
    private readonly s3: S3Client,
    private readonly bucket: string,
    private readonly bucketOwner?: string,
  ) {}

  /**
   * Writes a claim.
   *
   * @param replaced - ETag of the claim to replace. @defaultValue write only if there is none
   * @returns undefined if there is another claim, or it is no longer the one to replace
   * @throws StackError `failed`, `input` or `unreachable`
   */
  async write(
    cidr: string,
    record: ClaimRecord,
    replaced?: string,
  ): Promise<Required<Claim> | undefined> {
    const etag = await this.unlessConflict(cidr, async () => {
      const { ETag } = await this.call('PutObject', o =>
        this.s3.send(
          new PutObjectCommand({
            ...this.target(cidr),
            Body: `${JSON.stringify(record, null, 2)}\n`,
            ContentType: 'application/json',
            ...(replaced ? { IfMatch: replaced } : { IfNoneMatch: '*' }),
          }),
          o,
        ),
      );
      return ETag!;
    });
    return etag === undefined ? undefined : { cidr, etag };
  }

  /**
   * Reads the claim of a range. Undefined if there is none. Without `s3:ListBucket`, S3 denies access to a claim that does not
   * exist: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   *
   * @throws StackError as {@link write}; {@link isDenied} tells apart a denied request
   */
  async read(cidr: string): Promise<Stored | undefined> {
    try {
      const { Body, ETag } = await this.call('GetObject', o =>
        this.s3.send(new GetObjectCommand(this.target(cidr)), o),
      );
      return {
        record: parseClaim((await Body?.transformToString()) ?? ''),
        etag: ETag!,
      };
    } catch (error) {
      if (errorCode(error) === 'NoSuchKey') return undefined;
      throw this.failed('read', cidr, error);
    }
  }

  /** Deletes a claim if it is unchanged. @throws StackError as {@link write} */
  async delete({ cidr, etag }: Required<Claim>): Promise<void> {
    await this.unlessConflict(cidr, () =>
      this.call('DeleteObject', o =>
        this.s3.send(
          new DeleteObjectCommand({ ...this.target(cidr), IfMatch: etag }),
          o,
        ),
      ),
    );
  }

  /** @returns undefined if the condition of the write does not hold */
  private async unlessConflict<T>(
    cidr: string,
    write: () => Promise<T>,
  ): Promise<T | undefined> {
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await write();
      } catch (error) {
        const code = errorCode(error);
        if (['PreconditionFailed', 'NoSuchKey'].includes(code)) {
          return undefined;
        }
        const isConflict =
          code === 'ConditionalRequestConflict' && conflicts < maxConflicts;
        if (!isConflict) throw this.failed('write', cidr, error);
        await this.session.clock.sleep(conflictMs, this.session.signal);
        this.session.throwIfCancelled();
      }
    }
  }

  private target(cidr: string) {
    return {
      Bucket: this.bucket,
      Key: claimKey(cidr),
      ExpectedBucketOwner: this.bucketOwner,
    };
  }

  private call<T extends object>(
    name: string,
    send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    return this.session.calls.call(name, send, { isOtherService: true });
  }

  private failed(action: string, cidr: string, error: unknown): StackError {
    const what = `${action} the claim of the range ${cidr}, s3://${
      this.bucket
    }/${claimKey(cidr)}`;
    if (!deniedCodes.includes(errorCode(error))) {
      return callError(what, error);
    }
    return new StackError(
      'failed',
      `Failed to ${what}: access denied. The deploying role needs s3:GetObject, s3:PutObject and s3:DeleteObject on network-ranges/* in this bucket. Nothing was changed.`,
      { option: 'artifactBucket', cause: error },
    );
  }
}
