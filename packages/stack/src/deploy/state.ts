import type { StackDescription } from '../describe';
import { StackError } from '../errors';
import type { OwnerTag } from '../types';

/** What a deploy has to do, given the state the stack is in. */
export type DeployKind =
  /** No stack: change set of type CREATE makes it. */
  | 'create'
  /** An empty stack that an earlier change set left: change set of type CREATE. */
  | 'create-in-review'
  /** Change set of type UPDATE. */
  | 'update'
  /** A create that failed and was rolled back: CloudFormation accepts only its deletion. */
  | 'recreate';

const updatable = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/** What to do about a state in which CloudFormation takes no change. */
const wayOut: Record<string, string> = {
  CREATE_FAILED: 'Destroy it, then deploy again.',
  ROLLBACK_FAILED: 'Destroy it, then deploy again.',
  DELETE_FAILED:
    'Destroy it again (the resources that failed to delete are named in its events), then deploy.',
  UPDATE_FAILED:
    'Roll it back first (aws cloudformation rollback-stack), then deploy again.',
  UPDATE_ROLLBACK_FAILED:
    'Continue its rollback first (aws cloudformation continue-update-rollback, skipping the resource that cannot be rolled back), then deploy again.',
};

/**
 * Decides what a deploy does. What a failed create of the same owner left (checked above all) is no existing
 * stack that `refuse` could protect: nothing of it is in use.
 *
 * @throws StackError `notOwned`, `exists`, or `failed` for a state that takes no change
 */
export function decide(options: {
  stackName: string;
  existing: StackDescription | undefined;
  onExisting: 'update' | 'refuse';
  ownerTag?: OwnerTag;
}): DeployKind {
  const { stackName, existing, onExisting, ownerTag } = options;
  if (!existing || existing.status === 'DELETE_COMPLETE') return 'create';
  const { status } = existing;

  const isEmptyAndUntagged =
    status === 'REVIEW_IN_PROGRESS' &&
    !(ownerTag && existing.tags[ownerTag.key]);
  if (!isEmptyAndUntagged) checkOwner(existing, ownerTag);
  if (status === 'REVIEW_IN_PROGRESS') return 'create-in-review';

  if (status === 'ROLLBACK_COMPLETE' && ownerTag) return 'recreate';
  if (onExisting === 'refuse') {
    throw new StackError(
      'exists',
      `Stack ${stackName} exists already (${status}). Choose another name, or allow the update of an existing stack.`,
    );
  }
  if (updatable.has(status)) return 'update';
  if (status === 'ROLLBACK_COMPLETE') return 'recreate';
  if (status.endsWith('_IN_PROGRESS')) {
    throw new StackError(
      'failed',
      `Stack ${stackName} is in ${status}: another operation is under way. Wait until it has ended, then deploy again.`,
    );
  }
  throw new StackError(
    'failed',
    `Stack ${stackName} is in ${status}, in which CloudFormation takes no update. ${
      wayOut[status] ?? 'Look at its events, or destroy it and deploy again.'
    }`,
  );
}

/** @throws StackError `notOwned` when the stack's tag is not the expected one */
export function checkOwner(
  stack: StackDescription,
  ownerTag: OwnerTag | undefined,
) {
  if (!ownerTag) return;
  const owner = stack.tags[ownerTag.key];
  if (owner === ownerTag.value) return;
  throw new StackError(
    'notOwned',
    `Stack ${stack.stackName} belongs to ${
      owner ? `'${owner}'` : 'nobody known'
    }, not to '${ownerTag.value}' (tag ${
      ownerTag.key
    }). Choose another stack name, or correct the tag if the stack is yours.`,
  );
}
