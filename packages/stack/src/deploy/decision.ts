import type { StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import { checkOwnerUnlessEmpty } from '../session/ownership';
import type { OwnerTag } from '../session/results';
import { isStackGone } from '../session/states';

/** What a deploy does, depending on the state of the stack. */
export type Decision = {
  kind: /** The stack does not exist: a change set of type CREATE. */
  | 'create'
    /** An empty stack that an earlier change set left: a change set of type CREATE. */
    | 'create-in-review'
    /** A change set of type UPDATE. */
    | 'update';
  /** How to bring the stack into a state in which CloudFormation accepts the change set. */
  recovery?: Recovery;
};

/** How to recover a stack from a state in which CloudFormation accepts no change set. */
export type Recovery =
  /** Delete the stack of a failed create. Nothing in it is in use. */
  | 'delete-failed-create'
  /** DeleteStack again, with the resources that may be retained. */
  | 'repeat-deletion'
  /** ContinueUpdateRollback, with the resources that may be skipped. */
  | 'continue-rollback'
  /** RollbackStack, for an update with its rollback disabled. */
  | 'roll-back';

const updatable = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/** States after a failed create. The service was never in use. */
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
 * Decides what a deploy does. `refuse` does not reject the stack of a failed create if its owner tag matches, since
 * nothing in it is in use.
 *
 * @param options.existing - the stack, with no stack operation in progress
 * @throws StackError `notOwned`; `exists`; `failed` for a state that cannot be recovered
 */
export function decide(options: {
  stackName: string;
  existing: StackDescription | undefined;
  onExisting: 'update' | 'refuse';
  ownerTag?: OwnerTag;
}): Decision {
  const { stackName, existing, onExisting, ownerTag } = options;
  if (isStackGone(existing)) return { kind: 'create' };
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
      `Stack ${stackName} already exists (${status}). ${
        failedCreate.has(status)
          ? `It is left from a failed create, and nothing in it is in use. Destroy it (private-serverless destroy --stack-name ${stackName}), or choose another name.`
          : 'Choose another name, or allow the update of an existing stack.'
      }`,
    );
  }
  if (updatable.has(status)) return { kind: 'update' };
  if (failedCreate.has(status)) return recreate;
  const recovery = recoveries[status];
  if (recovery) return recovery;
  throw new StackError(
    'failed',
    `Stack ${stackName} is in ${status}. CloudFormation accepts no update in this state. Check the events of the stack, or destroy it and deploy again.`,
  );
}
