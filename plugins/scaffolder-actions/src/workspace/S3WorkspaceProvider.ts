import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { InputError } from '@backstage/errors';
import {
  type WorkspaceProvider,
  restoreWorkspace,
  serializeWorkspace,
} from '@backstage/plugin-scaffolder-node/alpha';
import type { WorkspaceSettings } from './settings';

const megabyte = 1024 * 1024;

/** Task ids are UUIDs; nothing else becomes part of a key. */
const taskIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/**
 * Keeps the workspaces of scaffolder tasks in S3, one object a task, so that a task whose backend was killed goes on
 * with its files in another one. The scaffolder stores after each step and each checkpoint, and cleans after success;
 * for tasks that never succeed give the prefix a lifecycle rule.
 */
export class S3WorkspaceProvider implements WorkspaceProvider {
  readonly #s3: S3Client;
  readonly #settings: WorkspaceSettings;

  constructor(s3: S3Client, settings: WorkspaceSettings) {
    this.#s3 = s3;
    this.#settings = settings;
  }

  /** @throws InputError where the workspace is bigger than configured */
  async serializeWorkspace(options: {
    path: string;
    taskId: string;
  }): Promise<void> {
    const where = this.#objectOf(options.taskId);
    const { contents } = await serializeWorkspace({ path: options.path });
    const { maxMegabytes, kmsKeyArn } = this.#settings;
    if (contents.length > maxMegabytes * megabyte) {
      throw new InputError(
        `The workspace has ${Math.ceil(
          contents.length / megabyte,
        )} MB, more than privateServerless.workspace.maxMegabytes (${maxMegabytes}) allows. Write less into it, or raise the limit.`,
      );
    }
    await this.#s3.send(
      new PutObjectCommand({
        ...where,
        Body: contents,
        ContentType: 'application/x-tar',
        ...(kmsKeyArn
          ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyArn }
          : {}),
      }),
    );
  }

  /** Restores a workspace; one that was never stored stays empty. The archive cannot write outside of it. */
  async rehydrateWorkspace(options: {
    taskId: string;
    targetPath: string;
  }): Promise<void> {
    const where = this.#objectOf(options.taskId);
    let buffer: Buffer;
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand(where));
      buffer = Buffer.from(await Body!.transformToByteArray());
    } catch (error) {
      if (error instanceof NoSuchKey) return;
      throw error;
    }
    await restoreWorkspace({ path: options.targetPath, buffer });
  }

  async cleanWorkspace(options: { taskId: string }): Promise<void> {
    await this.#s3.send(
      new DeleteObjectCommand(this.#objectOf(options.taskId)),
    );
  }

  /** S3 refuses a bucket of another account than the configured one. */
  #objectOf(taskId: string): {
    Bucket: string;
    ExpectedBucketOwner?: string;
    Key: string;
  } {
    if (!taskIdPattern.test(taskId)) {
      throw new InputError(
        `${JSON.stringify(
          taskId.slice(0, 100),
        )} is no task id: letters, digits, - and _, at most 100.`,
      );
    }
    const { bucket, prefix, accountId } = this.#settings;
    return {
      Bucket: bucket,
      ExpectedBucketOwner: accountId,
      Key: `${prefix}${taskId}.tar`,
    };
  }
}
