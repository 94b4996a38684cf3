import { leftoverLines, nameTaken } from '../follow/leftovers';
import { describeFailure, readableReason } from '../follow/rootCause';
import { StackError } from '../session/StackError';
import type { DeployResult, StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { stackType } from '../template/resourceTypes';

/** What the final state of a failed deploy means for the next one. */
function meaningOf(
  { status, leftovers }: DeployResult,
  stuck: string[],
  session: Pick<StackSession, 'option'>,
): string {
  const meanings: Record<string, string> = {
    ROLLBACK_COMPLETE: leftovers?.length
      ? 'the next deploy replaces it, and creates new resources beside those left in AWS. It fails if one of them has a fixed name'
      : 'only its events are left; the next deploy replaces it',
    ROLLBACK_FAILED: 'the next deploy deletes its remaining resources first',
    CREATE_FAILED:
      'its resources still exist; the next deploy deletes them first',
    UPDATE_ROLLBACK_COMPLETE: 'it is as it was before this deploy',
    UPDATE_FAILED:
      'its rollback is off, and some resources are updated; the next deploy rolls the update back first',
    UPDATE_ROLLBACK_FAILED: `the next deploy continues its rollback first, and can skip resources that cannot be rolled back (${session.option(
      'skipResources',
      stuck,
    )}), or all of them (${session.option('forceRollback')})`,
    DELETE_COMPLETE: 'it was deleted during the deploy',
  };
  return meanings[status] ? `: ${meanings[status]}` : '';
}

/** The error of a deploy whose stack operation failed: the root cause first, then what was rolled back. */
export function deployFailed(
  session: Pick<StackSession, 'option' | 'stackName'>,
  result: DeployResult,
  events: StackEvent[],
): StackError {
  const { failure, status, operation } = result;
  const notCreated = neverCreated(events);
  const removed = names(events, 'DELETE_COMPLETE').filter(
    name => !notCreated.has(name),
  );
  const isInStack = status.endsWith('_FAILED');
  const stuck = isInStack ? names(events, 'DELETE_FAILED') : [];
  const notRolledBack =
    status === 'UPDATE_ROLLBACK_FAILED' ? failedInRollback(events) : [];
  const lines = [
    `Stack ${session.stackName} was not ${
      operation === 'create' ? 'created' : 'updated'
    }: ${failure ? describeFailure(failure) : `it ended in ${status}.`}`,
    ...(failure?.logTail
      ? [
          `Last log lines of the function of ${failure.logicalId}:`,
          ...failure.logTail.map(line => `  ${line}`),
        ]
      : []),
    ...(removed.length ? [`Rolled back: removed ${removed.join(', ')}.`] : []),
    ...leftoverLines(result.leftovers ?? []),
    ...(stuck.length ? [`Failed to remove: ${stuck.join(', ')}.`] : []),
    ...notRolledBack.map(
      ({ logicalId, type, reason }) =>
        `Failed to roll back: ${logicalId} (${type}): ${readableReason(
          reason,
        ).replace(/[.\s]*$/, '.')}`,
    ),
    `The stack is in ${status}${meaningOf(
      result,
      notRolledBack.map(({ logicalId }) => logicalId),
      session,
    )}.`,
  ];
  return new StackError('failed', lines.join('\n'), { failure, result });
}

/** The resources of the stack itself whose rollback failed, which a continued rollback can skip. */
function failedInRollback(events: StackEvent[]): StackEvent[] {
  const start = events.findIndex(
    event =>
      event.status === 'UPDATE_ROLLBACK_IN_PROGRESS' &&
      event.physicalId === event.stackArn,
  );
  const failed = events.slice(start + 1).filter(
    event =>
      event.status === 'UPDATE_FAILED' &&
      event.path.length === 0 &&
      event.physicalId !== event.stackArn &&
      // CloudFormation cancels the rollback of the other resources.
      !/cancelled/i.test(event.reason ?? ''),
  );
  const last = new Map(failed.map(event => [event.logicalId, event]));
  return start === -1 ? [] : [...last.values()];
}

/**
 * The resources that never existed, because their create failed before they had a physical ID or because their name was
 * taken. CloudFormation reports that it deletes them, too.
 */
function neverCreated(events: StackEvent[]): Set<string> {
  const failed = events.filter(
    ({ status, physicalId, reason = '' }) =>
      status === 'CREATE_FAILED' && (!physicalId || nameTaken.test(reason)),
  );
  return new Set(failed.map(({ logicalId }) => logicalId));
}

function names(events: StackEvent[], status: string): string[] {
  const found = events.filter(
    event => event.status === status && event.type !== stackType,
  );
  return [...new Set(found.map(event => event.logicalId))];
}

/**
 * The error of a run that should resume the attempt of an earlier run and could not determine its state. Whatever the
 * reason is, it is not the outcome of the deploy, so the code becomes `unreachable`.
 */
export function earlierRunUnknown(
  { stackName }: Pick<StackSession, 'stackName'>,
  error: unknown,
): unknown {
  if (!(error instanceof StackError) || error.code === 'unreachable') {
    return error;
  }
  return new StackError(
    'unreachable',
    `${error.message}\nAn earlier run may have started the deploy of stack ${stackName}, which may continue in AWS. This run has changed nothing, and the next one resumes the attempt.`,
    {
      cause: error,
      awsCode: error.awsCode,
      hasAwsAnswered: error.hasAwsAnswered,
    },
  );
}
