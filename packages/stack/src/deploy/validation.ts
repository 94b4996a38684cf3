import { describeFailure } from '../follow/rootCause';
import { errorCode } from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import type { Template } from '../template/parse';
import type { Attempt } from './Attempt';
import { isWarning, readFindings, toFailure } from './findings';
import { readRejection } from './rejection';

const permission = 'cloudformation:DescribeEvents';

/**
 * The error of a change set that CloudFormation rejected, with what its validation found, also in nested stacks.
 *
 * @param reason - CloudFormation's reason, which is reported too if nothing better is found
 */
export async function rejectedChangeSet(
  attempt: Attempt,
  changeSetArn: string,
  reason: string,
): Promise<StackError> {
  const { session } = attempt;
  const { failures, unread } = await readRejection(attempt, {
    changeSetArn,
    reason,
    path: [],
  });
  const [first, ...others] = failures;
  const cause = first ? describeFailure(first) : session.redactor.hide(reason);
  return new StackError(
    'failed',
    [
      `Stack ${session.stackName}: CloudFormation rejected the change set: ${cause}`,
      ...others.map(other => `Also: ${describeFailure(other)}`),
      ...(unread.length > 0
        ? [
            `Failed to read what the validation found (${unread.join(
              ', ',
            )}). Grant ${unread
              .map(one => `cloudformation:${one.split(':')[0]}`)
              .join(', ')} to the deploying role.`,
          ]
        : []),
    ].join('\n'),
    { failure: first },
  );
}

/**
 * Reports what the validation of a change set warns about. The change set can still be executed.
 *
 * @param of.template - the template of the stack itself, for the lines
 * @param path - logical IDs of the nested stacks that lead to the stack of the change set. That the warnings cannot be
 *   read is reported for the stack itself only
 */
export async function reportValidationWarnings(
  of: { session: StackSession; template?: Template },
  changeSetArn: string,
  path: string[] = [],
): Promise<void> {
  const { session } = of;
  try {
    const events = await readFindings(session, changeSetArn);
    for (const event of events.filter(isWarning)) {
      const text = describeFailure(toFailure(of, event, path));
      session.progress(`CloudFormation warns: ${text}`, 'warn');
    }
  } catch (error) {
    if (path.length > 0) return;
    session.progress(
      `Failed to read the warnings of the change set (DescribeEvents: ${errorCode(
        error,
      )}). To see them, grant ${permission} to the deploying role.`,
      'warn',
    );
  }
}
