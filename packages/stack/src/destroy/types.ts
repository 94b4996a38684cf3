import type { S3Client } from '@aws-sdk/client-s3';
import type { StackDescription } from '../describe';
import type { FollowOptions, OwnerTag } from '../types';

/** Options of `destroyStack`. */
export type DestroyOptions = FollowOptions & {
  /** Name or ARN. */
  stackName: string;
  /** A stack whose tag differs is not touched (`notOwned`). */
  ownerTag?: OwnerTag;
  /** CloudFormation's service role. */
  roleArn?: string;
  /** Idempotency token of this attempt. Default: a random one. */
  token?: string;
  /** Say what a deletion would do and what is in its way; call nothing that changes anything. */
  plan?: boolean;
  /**
   * What to do about an operation of somebody else that is under way: follow it to its end, then go on; or refuse. A
   * deletion is followed in any case, and a creation ends when its stack is deleted. Default `follow`.
   */
  onBusy?: 'follow' | 'refuse';
  /** Logical ids that the second deletion of a DELETE_FAILED stack leaves behind in AWS. Default: none. */
  retainResources?: string[];
  /**
   * Delete what is in the buckets that are deleted: every object with its versions, and uploads that never came to
   * their end. Needs `s3`. Default false: a bucket that is not empty refuses the deletion.
   */
  emptyBuckets?: boolean;
  /** Looks into the buckets, and empties them on request. Default: nobody looks. */
  s3?: S3Client;
  /**
   * Asked right before the first change; not asked for a `plan`, nor about a deletion that is under way.
   *
   * @returns why the stack must stay (`blocked`), undefined to go on
   */
  whyKeep?: (
    stack: StackDescription,
  ) => Promise<string | undefined> | string | undefined;
  /** Lift the stack's termination protection. Default false: a protected stack is refused. */
  liftProtection?: boolean;
};

/** A resource of a stack, or of one nested in it. */
export type StackPart = {
  logicalId: string;
  physicalId?: string;
  type: string;
  /** Logical ids of the nested stacks that lead to it, outermost first. Absent: the stack's own. */
  path?: string[];
};

/** A bucket that a deletion takes along. */
export type BucketToDelete = StackPart & {
  bucket: string;
  /** Undefined where nobody could look. */
  isEmpty?: boolean;
  /** A custom resource of the stack names it: it may empty it before it is deleted. */
  mayBeEmptiedByStack?: boolean;
};

/** What a deletion would do. */
export type DestroyPlan = {
  deleted: StackPart[];
  /** What deletion policies (and `retainResources`) keep in AWS. */
  retained: StackPart[];
  /** Deleted too, but a snapshot stays. */
  snapshots: StackPart[];
  /** Those among `deleted`. */
  buckets: BucketToDelete[];
  /** Termination protection is on. */
  isProtected: boolean;
  /** What is in the way of a deletion with these options, with what to do, a line each. */
  obstacles: string[];
  /** The whole plan as lines of text, for a log or a terminal. */
  lines: string[];
};

/** A bucket that was emptied, and how many objects, versions and delete markers went. */
export type EmptiedBucket = { bucket: string; objects: number };

/** What `destroyStack` did. `private-serverless destroy --json` prints it as it is. */
export type DestroyResult = {
  stackArn: string;
  /** CloudFormation's own word for the stack's state. */
  status: string;
  /** What deletion policies (and `retainResources`) kept in AWS; with `plan`, what they would keep. */
  retained: StackPart[];
  /** Empty with `plan`. */
  emptied: EmptiedBucket[];
  /** With `plan` only. */
  plan?: DestroyPlan;
};
