import { adviceFor } from '../follow/advice';
import { readableReason } from '../follow/rootCause';
import { errorCode } from '../session/aws/faults';
import type { DeployFailure } from '../session/results';
import { stackType } from '../template/resourceTypes';
import type { Attempt } from './Attempt';
import { isWarning, readFindings, toFailure } from './findings';
import { describeChangeSet } from './readChangeSet';

/** A change set that CloudFormation failed to compute. */
type Failed = {
  changeSetArn: string;
  reason: string;
  /** Logical IDs of the nested stacks that lead to its stack. */
  path: string[];
};

/** Why CloudFormation rejected a change set. */
export type Rejection = {
  failures: DeployFailure[];
  /** API operations that failed, with the code of AWS, e.g. `DescribeEvents: AccessDenied`. */
  unread: string[];
};

/**
 * The whole reason of a parent's change set:
 * `Nested change set arn:… was not successfully created: Currently in FAILED.`
 */
const nestedFailure =
  /Nested change set (arn:\S+) was not successfully created/g;

/**
 * Why CloudFormation rejected a change set: what the validation found in it, and in the change sets of its nested stacks,
 * at any depth.
 */
export async function readRejection(
  attempt: Attempt,
  { changeSetArn, reason, path }: Failed,
): Promise<Rejection> {
  const { session } = attempt;
  const rejection: Rejection = { failures: [], unread: [] };
  try {
    const events = await readFindings(session, changeSetArn);
    const errors = events.filter(event => !isWarning(event));
    rejection.failures.push(
      ...errors.map(event => toFailure(attempt, event, path)),
    );
  } catch (error) {
    rejection.unread.push(`DescribeEvents: ${errorCode(error)}`);
  }
  for (const [, nestedArn] of reason.matchAll(nestedFailure)) {
    try {
      const { failures, unread } = await readNested(attempt, nestedArn!, path);
      rejection.failures.push(...failures);
      rejection.unread.push(...unread);
    } catch (error) {
      rejection.unread.push(`DescribeChangeSet: ${errorCode(error)}`);
    }
  }
  const unread = [...new Set(rejection.unread)];
  return { ...rejection, unread };
}

async function readNested(
  attempt: Attempt,
  changeSetArn: string,
  path: string[],
): Promise<Rejection> {
  const { session, template } = attempt;
  const { stackName, statusReason } = await describeChangeSet(
    session,
    changeSetArn,
  );
  const place = [...path, logicalIdOf(stackName)];
  const reason = session.redactor.hide(readableReason(statusReason));
  const inside = await readRejection(attempt, {
    changeSetArn,
    reason: statusReason ?? '',
    path: place,
  });
  if (inside.failures.length > 0) return inside;
  const line = template.lineOf(place[0]!);
  const advice = adviceFor(reason);
  const failure: DeployFailure = {
    logicalId: place.at(-1)!,
    type: stackType,
    reason,
    ...(line === undefined ? {} : { line }),
    ...(advice ? { advice } : {}),
    ...(path.length > 0 ? { path } : {}),
  };
  return { ...inside, failures: [failure] };
}

/**
 * The logical ID of a nested stack. CloudFormation names it `PARENT-LogicalId-RANDOM`, and logical IDs have no hyphens:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
 */
function logicalIdOf(stackName: string): string {
  return stackName.split('-').at(-2) ?? stackName;
}
