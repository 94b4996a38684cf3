import { errorCode, UnreachableError } from '../session/aws/faults';
import { readStack } from '../session/describe';
import { StackError } from '../session/StackError';
import { isStackGone } from '../session/states';
import type { Attempt } from './Attempt';
import type { PreparedDeploy } from './prepare';
import { StartOver } from './StartOver';

/** CloudFormation's error codes for a change set that was already executed. */
export const executedCodes: ReadonlySet<string> = new Set([
  'InvalidChangeSetStatus',
  'InvalidChangeSetStatusException',
  'ChangeSetNotFound',
  'ChangeSetNotFoundException',
]);

/**
 * True if CloudFormation rejected the change set of a deploy because another stack operation has started or ended in
 * the meantime, or deleted the stack.
 */
export function isOvertaken(error: unknown): boolean {
  if (error instanceof StartOver) return true;
  const { cause } = error as { cause?: unknown };
  if (!(error instanceof StackError) || !(cause instanceof Error)) return false;
  return (
    /\bis in \w+_IN_PROGRESS state/.test(cause.message) ||
    (executedCodes.has(errorCode(cause)) &&
      /OBSOLETE|does not exist/.test(cause.message))
  );
}

/**
 * The reason to start over if somebody has deleted the stack of a change set that CloudFormation rejected. Its ARN then
 * names no stack in which a change set can be created.
 *
 * @param error - what CreateChangeSet threw
 */
export async function overtakenByDeletion(
  { session }: Attempt,
  { kind, existing }: PreparedDeploy,
  error: unknown,
): Promise<StartOver | undefined> {
  const isAnswer = !(
    error instanceof UnreachableError || error instanceof StackError
  );
  if (kind === 'create' || !isAnswer) return undefined;
  const stack = await readStack(session, existing!.stackArn).catch(
    () => existing,
  );
  if (!isStackGone(stack)) return undefined;
  return new StartOver(
    `Stack ${session.stackName} was deleted during the deploy. Deploy again.`,
    error,
  );
}
