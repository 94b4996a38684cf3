import type { StackDescription } from '../describe';
import { StackError } from '../errors';
import type { OwnerTag } from '../types';

/** What a deploy has to do, given the state the stack is in. */
export type Decision = {
  kind: /** No stack: change set of type CREATE makes it. */
  | 'create'
    /** An empty stack that an earlier change set left: change set of type CREATE. */
    | 'create-in-review'
    /** Change set of type UPDATE. */
    | 'update';
  /** What brings the stack into a state that takes the change set. */
  recovery?: Recovery;
};

/** The ways out of states in which CloudFormation takes no change. */
export type Recovery =
  /** Of a create that never came to its end: nothing is in use; it is deleted. */
  | 'delete-failed-create'
  /** DeleteStack again, with what may be left behind. */
  | 'repeat-deletion'
  /** ContinueUpdateRollback, with what may be skipped. */
  | 'continue-rollback'
  /** RollbackStack, of an update whose rollback was off. */
  | 'roll-back';

const updatable = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/** What a create that never came to its end leaves: no user of the service has ever seen it. */
const failedCreate = new Set([
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'CREATE_FAILED',
]);

const recoveries: Record<string, Decision> = {
  DELETE_FAILED: { kind: 'create', recovery: 'repeat-deletion' },
  UPDATE_ROLLBACK_FAILED: { kind: 'update', recovery: 'continue-rollback' },
  UPDATE_FAILED: { kind: 'update', recovery: 'roll-back' },
};

/**
 * Decides what a deploy does. What a failed create of the same owner left (checked above all) is no existing
 * stack that `refuse` could protect: nothing of it is in use.
 *
 * @param existing - not in a state that ends by itself, REVIEW_IN_PROGRESS apart
 * @throws StackError `notOwned`, `exists`, or `failed` for a state that takes no change
 */
export function decide(options: {
  stackName: string;
  existing: StackDescription | undefined;
  onExisting: 'update' | 'refuse';
  ownerTag?: OwnerTag;
}): Decision {
  const { stackName, existing, onExisting, ownerTag } = options;
  if (!existing || existing.status === 'DELETE_COMPLETE') {
    return { kind: 'create' };
  }
  const { status } = existing;
  checkOwnerUnlessEmpty(existing, ownerTag);
  if (status === 'REVIEW_IN_PROGRESS') return { kind: 'create-in-review' };
  const recreate: Decision = {
    kind: 'create',
    recovery: 'delete-failed-create',
  };
  if (failedCreate.has(status) && ownerTag) return recreate;
  if (onExisting === 'refuse') {
    throw new StackError(
      'exists',
      `Stack ${stackName} exists already (${status}). Choose another name, or allow the update of an existing stack.`,
    );
  }
  if (updatable.has(status)) return { kind: 'update' };
  if (failedCreate.has(status)) return recreate;
  const recovery = recoveries[status];
  if (recovery) return recovery;
  throw new StackError(
    'failed',
    `Stack ${stackName} is in ${status}, in which CloudFormation takes no update. Look at its events, or destroy it and deploy again.`,
  );
}

/** True for a state that ends by itself; an empty stack waits for ever. */
export function isBusy(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/**
 * Like {@link checkOwner}; an empty stack without an owner is anybody's.
 *
 * @throws StackError `notOwned`
 */
export function checkOwnerUnlessEmpty(
  stack: StackDescription,
  ownerTag: OwnerTag | undefined,
) {
  const isEmptyAndUntagged =
    stack.status === 'REVIEW_IN_PROGRESS' &&
    !(ownerTag && stack.tags[ownerTag.key]);
  if (!isEmptyAndUntagged) checkOwner(stack, ownerTag);
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
