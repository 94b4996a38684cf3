import type { S3Client } from '@aws-sdk/client-s3';
import type { StackDescription } from '../session/describe';
import type { FollowOptions } from '../session/options';
import type { AddressRange } from '../ranges/AddressRange';
import type { OwnerTag, Plan, PlannedChange } from '../session/results';
import type { ReadDeployed } from './readDeployed';

/**
 * Options of `deployStack`.
 * @public
 */
export type DeployOptions = FollowOptions & {
  s3: S3Client;
  /** The template file. Asset entries are relative to it. */
  templatePath: string;
  /**
   * Folder that must contain every asset. @defaultValue the nearest folder above the template with a
   * `private-serverless.json`, otherwise the folder of the template
   */
  root?: string;
  stackName: string;
  /** Bucket for zips and large templates. Required if the deploy has any. */
  artifactBucket?: string;
  parameters?: Record<string, string>;
  /**
   * Chooses the address range of a new VPC, if its parameter has no value, and claims it with an object in the artifact bucket.
   * A failed deploy releases it, unless the stack has the range. A `plan` claims nothing. @defaultValue no choice
   */
  addressRange?: AddressRange;
  /**
   * Looks up other parameters without a value in the account.
   *
   * @param names - the parameters of the template without a value
   * @returns the values that were found
   */
  lookUpParameters?: (names: string[]) => Promise<Record<string, string>>;
  /**
   * Address ranges outside the VPC that may call the service. The plan marks a new ingress rule for any other range.
   * @defaultValue the values of the parameters `CorporateCidr1`, `CorporateCidr2`, … that the generator declares
   */
  corporateCidrs?: readonly string[];
  /** Added to the tags of an existing stack. */
  tags?: Record<string, string>;
  /** Tags of a stack that this deploy creates or recreates. They override `tags`. An update leaves them unchanged. */
  tagsOfNewStack?: Record<string, string>;
  /** What to do if the stack exists. @defaultValue update */
  onExisting?: 'update' | 'refuse';
  /**
   * Decides whether an existing stack with the expected owner tag may be updated, recovered or replaced. Called each
   * time that the deploy has described the stack, and once more before the change set is executed, then also for the
   * empty stack of a new change set. Not called for an attempt that is resumed.
   *
   * @returns why the stack must stay unchanged (`exists`); undefined permits the deploy
   */
  whyKeepExisting?: (
    stack: StackDescription,
  ) => Promise<string | undefined> | string | undefined;
  /** An existing stack with another owner tag is rejected (`notOwned`). A new stack gets the tag. @defaultValue no check */
  ownerTag?: OwnerTag;
  /** CloudFormation's service role. @defaultValue the role of the stack, otherwise the credentials */
  roleArn?: string;
  /**
   * Called before anything is created or uploaded. Throw to reject the deploy (`blocked`). `deployed` reads what an update
   * replaces.
   */
  gate?: (input: {
    templateBody: string;
    parameters: Record<string, string>;
    deployed?: ReadDeployed;
  }) => Promise<void> | void;
  /**
   * Called after the change set was created and before it is executed, also for a `plan`. Throw to reject the deploy
   * (`blocked`) and delete the change set. `templateBody` is what will be deployed: the processed template if the
   * template has a transform. Not called when nothing changes, nor for an attempt that is resumed after its execution.
   */
  planGate?: (input: {
    plan?: Plan;
    changes: PlannedChange[];
    templateBody: string;
    parameters: Record<string, string>;
    deployed?: ReadDeployed;
  }) => Promise<void> | void;
  /**
   * Compare the template with the actual state of the resources instead of the last deploy, and set what was changed by
   * hand back to the template (a drift-aware change set). Needs an existing stack. CloudFormation does not compare the
   * resources of nested stacks then. @defaultValue false
   */
  revertDrift?: boolean;
  /** Create the change set, report the plan and delete the change set, instead of executing it. @defaultValue false */
  plan?: boolean;
  /** Client token of the attempt, `[A-Za-z][-A-Za-z0-9]{0,63}`. @defaultValue a random one */
  token?: string;
  /**
   * Resume the attempt of an earlier run with the same `token`, if that run started a stack operation. Needs `token`.
   * @defaultValue false
   */
  resume?: boolean;
  /**
   * What to do about another stack operation that is in progress: follow it to its end first, or reject the deploy.
   * @defaultValue follow
   */
  onBusy?: 'follow' | 'refuse';
  /** Logical IDs that the continued rollback of an UPDATE_ROLLBACK_FAILED stack skips. @defaultValue none */
  skipResources?: string[];
  /**
   * Continue the rollback of an UPDATE_ROLLBACK_FAILED stack without any of the resources that cannot be rolled back. They
   * are listed first and compared with the template afterwards. If one differs, the deploy ends there. Not with
   * `skipResources`. @defaultValue false
   */
  forceRollback?: boolean;
  /** Logical IDs that the repeated deletion of a DELETE_FAILED stack retains in AWS. @defaultValue none */
  retainResources?: string[];
  /** Turn on the termination protection of the stack after the deploy. @defaultValue unchanged */
  terminationProtection?: boolean;
  /**
   * Maximum time to follow the deletion or rollback after a cancellation, in milliseconds. It then continues in AWS.
   * @defaultValue 600000
   */
  cancelMs?: number;
};
