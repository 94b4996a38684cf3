import {
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { callFailed, UnreachableError } from '../aws/calls';
import { errorCode, isThrottlingOrServerError } from '../aws/faults';
import { StackError } from '../errors';
import { EventReader } from '../follow/events';
import { follow } from '../follow/follow';
import type { DeployOptions, DeployResult } from '../types';
import { cancel } from './cancel';
import type { ChangeSet } from './changeSet';
import { discardAfter } from './cleanUp';
import type { Operation } from './operation';
import { lostSight } from './outcome';
import type { PreparedDeploy } from './prepare';
import type { Report } from './report';

/** CloudFormation's answers to the execution of a change set that is executed already. */
const executed = new Set([
  'InvalidChangeSetStatus',
  'InvalidChangeSetStatusException',
  'ChangeSetNotFound',
  'ChangeSetNotFoundException',
]);

/**
 * Executes the change set and follows it to its end.
 *
 * @throws StackError `failed` with the root cause, `cancelled`, `unreachable`; one that `isOvertaken` knows when
 *   somebody else was faster: the change set is removed then
 */
export async function execute(
  operation: Operation,
  options: DeployOptions,
  prepared: PreparedDeploy,
  { stackArn, changeSetArn, changes }: ChangeSet,
  report: Report,
): Promise<DeployResult> {
  const { stackName } = operation;
  const { kind, madeStack, template } = prepared;
  const reader = new EventReader(operation, stackArn);
  try {
    await reader.skipPast();
    operation.throwIfCancelled();
  } catch (error) {
    const doing = `read the events of stack ${stackName}`;
    return discardAfter(callFailed(doing, error), operation, { madeStack });
  }

  let isStarted = false;
  try {
    return await report.timed('execute', async () => {
      await startExecution(operation, reader, changeSetArn);
      isStarted = true;
      operation.changeSet = undefined;
      const followed = await follow(operation, reader, {
        stackArn,
        planned: changes.map(({ logicalId }) => logicalId),
        ...(kind === 'update' ? { before: prepared.existing!.status } : {}),
      });
      if (!followed) {
        const isUpdate = kind === 'update';
        const running = { stackArn, isUpdate, template };
        throw await cancel(operation, options, reader, running);
      }
      return report.conclude(options, template, reader, followed);
    });
  } catch (error) {
    if (error instanceof StackError) throw error;
    const refused = !isStarted && callFailed(`execute ${changeSetArn}`, error);
    if (refused && refused.code !== 'unreachable') {
      return discardAfter(refused, operation, { madeStack });
    }
    throw lostSight(operation, 'deploy', error, report.finish());
  }
}

/**
 * True for the error of a deploy whose change set CloudFormation no longer takes, since somebody else has begun an
 * operation on the stack in the meantime, or come to its end with one.
 */
export function isOvertaken(error: unknown): boolean {
  const { cause } = error as { cause?: unknown };
  if (!(error instanceof StackError) || !(cause instanceof Error)) return false;
  return (
    /\bis in \w+_IN_PROGRESS state/.test(cause.message) ||
    (executed.has(errorCode(cause)) &&
      /OBSOLETE|does not exist/.test(cause.message))
  );
}

/**
 * Executes the change set. Where the answer to the first request was lost, CloudFormation refuses the
 * repeated one although it is at work: the stack's events then tell. Where it throttles or fails until our patience is
 * over, the change set tells whether one of the requests got through.
 *
 * @throws UnreachableError where nobody tells; else what the SDK throws, and nothing was executed
 */
async function startExecution(
  operation: Operation,
  reader: EventReader,
  changeSetArn: string,
) {
  const { calls, cloudFormation, token } = operation;
  const before = calls.counts.ExecuteChangeSet ?? 0;
  try {
    await calls.call('ExecuteChangeSet', o =>
      cloudFormation.send(
        new ExecuteChangeSetCommand({
          ChangeSetName: changeSetArn,
          ClientRequestToken: token,
        }),
        o,
      ),
    );
  } catch (error) {
    const isRepeated = calls.counts.ExecuteChangeSet! - before > 1;
    if (!isRepeated) throw error;
    if (executed.has(errorCode(error))) {
      if (await reader.hasToken(token)) return;
    } else if (isThrottlingOrServerError(error)) {
      const status = await executionStatus(operation, changeSetArn);
      if (!status) throw new UnreachableError('ExecuteChangeSet', error);
      if (status.startsWith('EXECUTE_')) return;
    }
    throw error;
  }
}

/** @returns undefined where CloudFormation does not say */
async function executionStatus(
  { calls, cloudFormation }: Operation,
  changeSetArn: string,
): Promise<string | undefined> {
  const answer = await calls
    .call('DescribeChangeSet', o =>
      cloudFormation.send(
        new DescribeChangeSetCommand({ ChangeSetName: changeSetArn }),
        o,
      ),
    )
    .catch(() => undefined);
  return answer?.ExecutionStatus;
}
