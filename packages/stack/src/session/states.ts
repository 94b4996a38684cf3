/** The final states of a create, an update or an import that succeeded. */
export const succeeded: ReadonlySet<string> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'IMPORT_COMPLETE',
]);

/**
 * True for a stack that does not exist, or that CloudFormation has deleted: it still returns a deleted stack for 90
 * days, by its ARN.
 * @public
 */
export function isStackGone<S extends { status: string }>(
  stack: S | undefined,
): stack is undefined | (S & { status: 'DELETE_COMPLETE' }) {
  return !stack || stack.status === 'DELETE_COMPLETE';
}

/**
 * True for a state that ends by itself. An empty stack stays in REVIEW_IN_PROGRESS until somebody executes a change
 * set.
 */
export function isBusy(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** True for the final state of a stack operation or a resource. `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS` is not final. */
export function isTerminal(status: string): boolean {
  return status.endsWith('_COMPLETE') || status.endsWith('_FAILED');
}
