import {
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { EventReader } from '../follow/EventReader';
import { follow } from '../follow/follow';
import { outcomeUnknown } from '../follow/outcomeUnknown';
import { callError } from '../session/aws/AwsCalls';
import {
  errorCode,
  isThrottlingOrServerError,
  UnreachableError,
} from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { DeployResult } from '../session/results';
import type { Attempt } from './Attempt';
import { cancel } from './cancel';
import type { ChangeSet } from './changeSet';
import { cleanUpAfter } from './cleanUp';
import { conclude } from './conclude';
import { executedCodes } from './overtaken';
import type { PreparedDeploy } from './prepare';

/**
 * Executes the change set and follows the stack operation to its end.
 *
 * @throws StackError `failed` with the root cause; `cancelled`; `unreachable`; an error for which `isOvertaken` is true
 *   when another stack operation started first, after the change set was deleted
 */
export async function execute(
  attempt: Attempt,
  prepared: PreparedDeploy,
  { stackArn, changeSetArn, changes }: ChangeSet,
): Promise<DeployResult> {
  const { session, report } = attempt;
  const { createsStack } = prepared;
  const isUpdate = prepared.kind === 'update';
  const reader = new EventReader(session, stackArn);
  try {
    await reader.skipPast();
    session.throwIfCancelled();
  } catch (error) {
    const failed = callError(
      `read the events of stack ${session.stackName}`,
      error,
    );
    return cleanUpAfter(failed, attempt, { createsStack });
  }

  let isStarted = false;
  try {
    return await report.timed('execute', async () => {
      await startExecution(attempt, reader, changeSetArn);
      isStarted = true;
      attempt.changeSet = undefined;
      // The first event takes a moment, so an immediate request would be in vain.
      const { clock, poll, signal } = session;
      await clock.sleep(poll.minMs, signal);
      const followed = await follow(session, reader, {
        stackArn,
        planned: changes.map(({ logicalId }) => logicalId),
        ...(isUpdate ? { statusBefore: prepared.existing!.status } : {}),
      });
      if (!followed) {
        throw await cancel(attempt, reader, { stackArn, isUpdate });
      }
      return conclude(attempt, reader, followed);
    });
  } catch (error) {
    if (error instanceof StackError) throw error;
    const rejected =
      !isStarted && callError(`execute change set ${changeSetArn}`, error);
    if (rejected && rejected.code !== 'unreachable') {
      return cleanUpAfter(rejected, attempt, { createsStack });
    }
    throw outcomeUnknown(session, 'deploy', error, report.update());
  }
}

/**
 * Executes the change set. If the response to the first request was lost, CloudFormation rejects the repeated request
 * although the execution has started. The events of the stack then show that it started. If CloudFormation throttles or
 * fails until the last retry, the status of the change set shows whether it accepted one of the requests.
 *
 * @throws UnreachableError when it is unknown whether the execution started; otherwise what the SDK throws, and nothing
 *   was executed
 */
async function startExecution(
  attempt: Attempt,
  reader: EventReader,
  changeSetArn: string,
) {
  const { token } = attempt;
  const { calls, cloudFormation } = attempt.session;
  const before = calls.counts.ExecuteChangeSet ?? 0;
  try {
    await calls.call('ExecuteChangeSet', o =>
      cloudFormation.send(
        new ExecuteChangeSetCommand({
          ChangeSetName: changeSetArn,
          // The default of AWS depends on the deployment mode.
          DisableRollback: false,
          ClientRequestToken: token,
        }),
        o,
      ),
    );
  } catch (error) {
    const isRepeated = calls.counts.ExecuteChangeSet! - before > 1;
    if (!isRepeated) throw error;
    if (executedCodes.has(errorCode(error))) {
      if (await reader.hasToken(token)) return;
    } else if (isThrottlingOrServerError(error)) {
      const status = await executionStatus(attempt, changeSetArn);
      if (!status) throw new UnreachableError('ExecuteChangeSet', error);
      if (status.startsWith('EXECUTE_')) return;
    }
    throw error;
  }
}

/** @returns undefined when CloudFormation does not return the status */
async function executionStatus(
  { session: { calls, cloudFormation } }: Attempt,
  changeSetArn: string,
): Promise<string | undefined> {
  const response = await calls
    .call('DescribeChangeSet', o =>
      cloudFormation.send(
        new DescribeChangeSetCommand({ ChangeSetName: changeSetArn }),
        o,
      ),
    )
    .catch(() => undefined);
  return response?.ExecutionStatus;
}
