import {
  DescribeEventsCommand,
  type OperationEvent,
} from '@aws-sdk/client-cloudformation';
import { adviceFor } from '../follow/advice';
import { readableReason } from '../follow/rootCause';
import type { DeployFailure } from '../session/results';
import type { StackSession } from '../session/StackSession';
import type { Template } from '../template/parse';

/** What to do about a result of CloudFormation's validation, by its ValidationName. */
const adviceOfValidation: ReadonlyArray<[RegExp, string]> = [
  [/PROPERTY/, 'Correct the property in the template.'],
  [
    /NAME_CONFLICT/,
    'Choose another name, or delete the resource that has this name outside the stack.',
  ],
];

/**
 * What CloudFormation's validation found in a change set, oldest first. It is only in DescribeEvents, not in the reason of
 * the change set and not in DescribeStackEvents, and the change set of a nested stack has its own:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function readFindings(
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

/** Whether a finding only warns: the change set can still be executed. */
export const isWarning = (event: OperationEvent) =>
  event.ValidationFailureMode === 'WARN';

/**
 * Converts a finding.
 *
 * @param of.template - the template of the stack itself, for the line
 * @param path - logical IDs of the nested stacks that lead to the stack of the change set
 */
export function toFailure(
  { session, template }: { session: StackSession; template?: Template },
  event: OperationEvent,
  path: string[],
): DeployFailure {
  const logicalId = event.LogicalResourceId ?? session.stackName;
  const given =
    event.ValidationStatusReason ??
    event.HookStatusReason ??
    event.ResourceStatusReason;
  const reason = session.redactor.hide(readableReason(given));
  const line = template?.lineOf(path[0] ?? logicalId);
  const advice =
    adviceOfValidation.find(([name]) =>
      name.test(event.ValidationName ?? ''),
    )?.[1] ?? adviceFor(reason);
  const place = event.ValidationPath;
  return {
    logicalId,
    type: event.ResourceType ?? event.HookType ?? '',
    reason: place ? `${reason.replace(/[.\s]*$/, '')} (${place})` : reason,
    ...(line === undefined ? {} : { line }),
    ...(advice ? { advice } : {}),
    ...(path.length > 0 ? { path } : {}),
  };
}
