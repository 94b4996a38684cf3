import type { S3Client } from '@aws-sdk/client-s3';
import type { StackDescription } from '../session/describe';
import type { FollowOptions } from '../session/options';
import type { OwnerTag } from '../session/results';

/**
 * Options of `destroyStack`.
 * @public
 */
export type DestroyOptions = FollowOptions & {
  /** Name or ARN. */
  stackName: string;
  /** A stack with another owner tag is rejected (`notOwned`). @defaultValue no check */
  ownerTag?: OwnerTag;
  /** CloudFormation's service role. @defaultValue the role of the stack, otherwise the credentials */
  roleArn?: string;
  /** Client token of the deletion. @defaultValue a random one */
  token?: string;
  /** Return what a deletion would do and what blocks it, without a call that changes anything. @defaultValue false */
  plan?: boolean;
  /**
   * What to do about another stack operation that is in progress: follow it to its end first, or reject the deletion. A
   * deletion is always followed, and a create ends with the deletion of its stack. @defaultValue follow
   */
  onBusy?: 'follow' | 'refuse';
  /** Logical IDs that the repeated deletion of a DELETE_FAILED stack retains in AWS. @defaultValue none */
  retainResources?: string[];
  /**
   * Delete the content of the buckets that are deleted: every object with its versions, and incomplete uploads. Needs
   * `s3`. Otherwise a bucket that is not empty blocks the deletion. @defaultValue false
   */
  emptyBuckets?: boolean;
  /** Checks whether the buckets are empty, and empties them on request. @defaultValue no check */
  s3?: S3Client;
  /**
   * The parameters of the stack with the address range of its VPC and with the artifact bucket that has the claim of the range.
   * After the deletion, the range is free again. Needs `s3`. @defaultValue the range stays claimed
   */
  claimedRange?: { parameter: string; bucketParameter: string };
  /**
   * Decides whether the stack may be deleted. Called right before the first change. Not called for a `plan` or a
   * deletion that is already in progress.
   *
   * @returns why the stack must stay (`blocked`); undefined permits the deletion
   */
  whyKeep?: (
    stack: StackDescription,
  ) => Promise<string | undefined> | string | undefined;
  /** Turn off the termination protection of the stack. Otherwise it blocks the deletion. @defaultValue false */
  liftProtection?: boolean;
};

/**
 * A resource of a stack, or of a nested stack.
 * @public
 */
export type StackPart = {
  logicalId: string;
  physicalId?: string;
  type: string;
  /** Logical IDs of the nested stacks that lead to it, outermost first. Absent for a resource of the stack itself. */
  path?: string[];
};

/**
 * A resource that a deletion retains in AWS.
 * @public
 */
export type RetainedPart = StackPart & {
  /** The command of the AWS CLI that deletes it, if there is one. */
  command?: string;
};

/**
 * A bucket that is deleted with the stack.
 * @public
 */
export type BucketToDelete = StackPart & {
  bucket: string;
  /** Undefined if it could not be checked. */
  isEmpty?: boolean;
  /** A custom resource of the stack refers to the bucket, and may empty it before it is deleted. */
  mayBeEmptiedByStack?: boolean;
};

/**
 * What a deletion would do.
 * @public
 */
export type DestroyPlan = {
  deleted: StackPart[];
  /** Resources that deletion policies (and `retainResources`) retain in AWS. */
  retained: RetainedPart[];
  /** Deleted resources with a snapshot that stays. */
  snapshots: StackPart[];
  /** The buckets among `deleted`. */
  buckets: BucketToDelete[];
  /** Whether termination protection is on. */
  isProtected: boolean;
  /** What blocks a deletion with these options, and what to do, one line each. */
  obstacles: string[];
  /** The whole plan as lines of text, for a log or a terminal. */
  lines: string[];
};

/**
 * A bucket that was emptied, and the number of deleted objects, versions and delete markers.
 * @public
 */
export type EmptiedBucket = { bucket: string; objects: number };

/**
 * The result of `destroyStack`. `private-serverless destroy --json` prints it unchanged.
 * @public
 */
export type DestroyResult = {
  stackArn: string;
  /** CloudFormation's own status of the stack. */
  status: string;
  /** Resources that deletion policies (and `retainResources`) retained in AWS; with `plan`, that they would retain. */
  retained: RetainedPart[];
  /** Empty with `plan`. */
  emptied: EmptiedBucket[];
  /** With `plan` only. */
  plan?: DestroyPlan;
};
