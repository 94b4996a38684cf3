import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { ForwardedError, InputError } from '@backstage/errors';
import {
  type WorkspaceProvider,
  restoreWorkspace,
  serializeWorkspace,
} from '@backstage/plugin-scaffolder-node/alpha';
import type { WorkspaceSettings } from './settings';

const megabyte = 1024 * 1024;

/** Task IDs are UUIDs; nothing else becomes part of a key. */
const taskIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/**
 * Keeps the workspaces of scaffolder tasks in S3, one object per task, so that a task whose backend was killed resumes
 * with its files in another backend. The scaffolder stores the workspace after each step and each checkpoint, and
 * removes it after success. Add a lifecycle rule for the prefix, which deletes the workspaces of tasks that never
 * succeed.
 *
 * The scaffolder fails a step whose workspace cannot be stored, and shows this error instead of one of the step itself,
 * so each error names the bucket and what to do.
 */
export class S3WorkspaceProvider implements WorkspaceProvider {
  private readonly s3: S3Client;
  private readonly settings: WorkspaceSettings;

  constructor(s3: S3Client, settings: WorkspaceSettings) {
    this.s3 = s3;
    this.settings = settings;
  }

  /** @throws InputError if the workspace is larger than `maxMegabytes` */
  async serializeWorkspace(options: {
    path: string;
    taskId: string;
  }): Promise<void> {
    const where = this.objectOf(options.taskId);
    const { contents } = await serializeWorkspace({ path: options.path });
    const { maxMegabytes, kmsKeyArn } = this.settings;
    if (contents.length > maxMegabytes * megabyte) {
      throw new InputError(
        `The workspace is ${Math.ceil(
          contents.length / megabyte,
        )} MiB, more than privateServerless.workspace.maxMegabytes (${maxMegabytes}) allows. Remove files from the workspace, or raise the limit.`,
      );
    }
    await this.s3
      .send(
        new PutObjectCommand({
          ...where,
          Body: contents,
          ContentType: 'application/x-tar',
          ...(kmsKeyArn
            ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyArn }
            : {}),
        }),
      )
      .catch(error => {
        throw this.failed('store', error);
      });
  }

  /** Restores a workspace. If it was never stored, it stays empty. The archive cannot write outside the workspace. */
  async rehydrateWorkspace(options: {
    taskId: string;
    targetPath: string;
  }): Promise<void> {
    const where = this.objectOf(options.taskId);
    let buffer: Buffer;
    try {
      const { Body } = await this.s3.send(new GetObjectCommand(where));
      buffer = Buffer.from(await Body!.transformToByteArray());
    } catch (error) {
      if (error instanceof NoSuchKey) return;
      throw this.failed('read', error);
    }
    await restoreWorkspace({ path: options.targetPath, buffer });
  }

  async cleanWorkspace(options: { taskId: string }): Promise<void> {
    await this.s3
      .send(new DeleteObjectCommand(this.objectOf(options.taskId)))
      .catch(error => {
        throw this.failed('delete', error);
      });
  }

  private failed(doing: string, error: unknown): Error {
    const { bucket, accountId } = this.settings;
    const owner = accountId ? ` of account ${accountId}` : '';
    return new ForwardedError(
      `Failed to ${doing} the workspace of the task in bucket ${bucket}${owner} (privateServerless.workspace). Ask your platform team to check the bucket, its owner and the permissions of Backstage's role. Then click Retry`,
      error,
    );
  }

  /** S3 rejects a bucket of another account than the configured one. */
  private objectOf(taskId: string): {
    Bucket: string;
    ExpectedBucketOwner?: string;
    Key: string;
  } {
    if (!taskIdPattern.test(taskId)) {
      throw new InputError(
        `${JSON.stringify(
          taskId.slice(0, 100),
        )} is not a valid task ID. Use letters, digits, - and _, at most 100.`,
      );
    }
    const { bucket, prefix, accountId } = this.settings;
    return {
      Bucket: bucket,
      ExpectedBucketOwner: accountId,
      Key: `${prefix}${taskId}.tar`,
    };
  }
}
