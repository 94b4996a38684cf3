import {
  DescribeEventsCommand,
  type OperationEvent,
} from '@aws-sdk/client-cloudformation';
import { adviceFor } from '../follow/advice';
import { describeFailure, readableReason } from '../follow/rootCause';
import { errorCode } from '../session/aws/faults';
import type { DeployFailure } from '../session/results';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import type { Attempt } from './Attempt';

/** What to do about a result of CloudFormation's validation, by its ValidationName. */
const adviceOfValidation: ReadonlyArray<[RegExp, string]> = [
  [/PROPERTY/, 'Correct the property in the template.'],
  [
    /NAME_CONFLICT/,
    'Choose another name, or delete the resource that has this name outside the stack.',
  ],
];

const permission = 'cloudformation:DescribeEvents';

/**
 * The error of a change set that CloudFormation rejected. What its validation found is only in DescribeEvents, not in
 * the reason of the change set and not in DescribeStackEvents:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 *
 * @param reason - CloudFormation's reason, which is reported too if the findings cannot be read
 */
export async function rejectedChangeSet(
  attempt: Attempt,
  changeSetArn: string,
  reason: string,
): Promise<StackError> {
  const { session } = attempt;
  const start = `Stack ${session.stackName}: CloudFormation rejected the change set:`;
  const own = session.redactor.hide(reason);
  try {
    const events = await readFindings(session, changeSetArn);
    const found = events
      .filter(event => event.ValidationFailureMode !== 'WARN')
      .map(event => failureOf(attempt, event));
    const [first, ...others] = found;
    if (!first) return new StackError('failed', `${start} ${own}`);
    return new StackError(
      'failed',
      [
        `${start} ${describeFailure(first)}`,
        ...others.map(other => `Also: ${describeFailure(other)}`),
      ].join('\n'),
      { failure: first },
    );
  } catch (error) {
    return new StackError(
      'failed',
      [
        `${start} ${own}`,
        `Failed to read what the validation found (DescribeEvents: ${errorCode(
          error,
        )}). Grant ${permission} to the deploying role.`,
      ].join('\n'),
    );
  }
}

/** Reports what the validation of a change set warns about. The change set can still be executed. */
export async function reportValidationWarnings(
  attempt: Attempt,
  changeSetArn: string,
): Promise<void> {
  const { session } = attempt;
  try {
    for (const event of await readFindings(session, changeSetArn)) {
      if (event.ValidationFailureMode !== 'WARN') continue;
      session.progress(
        `Warning of CloudFormation: ${describeFailure(
          failureOf(attempt, event),
        )}`,
        'warn',
      );
    }
  } catch (error) {
    session.progress(
      `Failed to read the warnings of the change set (DescribeEvents: ${errorCode(
        error,
      )}). To see them, grant ${permission} to the deploying role.`,
      'warn',
    );
  }
}

/** Oldest first. */
async function readFindings(
  { calls, cloudFormation }: StackSession,
  changeSetArn: string,
): Promise<OperationEvent[]> {
  const read = (NextToken?: string) =>
    calls.call('DescribeEvents', o =>
      cloudFormation.send(
        new DescribeEventsCommand({
          ChangeSetName: changeSetArn,
          Filters: { FailedEvents: true },
          NextToken,
        }),
        o,
      ),
    );
  const found: OperationEvent[] = [];
  let next: string | undefined;
  do {
    const page = await read(next);
    found.push(...(page.OperationEvents ?? []));
    next = page.NextToken || undefined;
  } while (next);
  return found
    .filter(event => event.LogicalResourceId || event.HookStatusReason)
    .reverse();
}

function failureOf(
  { session, template }: Attempt,
  event: OperationEvent,
): DeployFailure {
  const logicalId = event.LogicalResourceId ?? session.stackName;
  const given =
    event.ValidationStatusReason ??
    event.HookStatusReason ??
    event.ResourceStatusReason;
  const reason = session.redactor.hide(readableReason(given));
  const line = template.lineOf(logicalId);
  const advice =
    adviceOfValidation.find(([name]) =>
      name.test(event.ValidationName ?? ''),
    )?.[1] ?? adviceFor(reason);
  const path = event.ValidationPath;
  return {
    logicalId,
    type: event.ResourceType ?? event.HookType ?? '',
    reason: path ? `${reason.replace(/[.\s]*$/, '')} (${path})` : reason,
    ...(line === undefined ? {} : { line }),
    ...(advice ? { advice } : {}),
  };
}
