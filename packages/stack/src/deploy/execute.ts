import { ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { callFailed } from '../aws/calls';
import { errorCode } from '../aws/faults';
import { lookAtStack } from '../describe';
import { StackError } from '../errors';
import { EventReader } from '../follow/events';
import { follow } from '../follow/follow';
import { rootCause } from '../follow/rootCause';
import type { DeployResult } from '../types';
import { cancel } from './cancel';
import type { ChangeSet } from './changeSet';
import { discardAfter } from './cleanUp';
import type { Operation } from './operation';
import { failed, lostSight } from './outcome';
import type { PreparedDeploy } from './prepare';

const succeeded = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'IMPORT_COMPLETE',
]);

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
 * @param finish - completes the deploy's result
 * @throws StackError `failed` with the root cause, `cancelled`, `unreachable`
 */
export async function execute(
  operation: Operation,
  prepared: PreparedDeploy,
  { stackArn, changeSetArn }: ChangeSet,
  finish: (changes: Partial<DeployResult>) => DeployResult,
): Promise<DeployResult> {
  const { calls, cloudFormation, clock, stackName } = operation;
  const kind = prepared.kind === 'update' ? 'update' : 'create';
  const madeStack = prepared.kind === 'create' || prepared.kind === 'recreate';
  const reader = new EventReader(operation, stackArn);
  try {
    await reader.skipPast();
    operation.throwIfCancelled();
  } catch (error) {
    const doing = `read the events of stack ${stackName}`;
    return discardAfter(callFailed(doing, error), operation, { madeStack });
  }

  const started = clock.now();
  let followed: Awaited<ReturnType<typeof follow>>;
  let outputs: Record<string, string> = {};
  let isStarted = false;
  try {
    await startExecution(operation, reader, changeSetArn);
    isStarted = true;
    operation.changeSet = undefined;
    followed = await follow(operation, reader, {
      stackArn,
      ...(kind === 'update' ? { before: prepared.existing!.status } : {}),
    });
    if (!followed) throw await cancel(operation, stackArn, kind);
    const stack = await lookAtStack(
      { cloudFormation, stackName: stackArn },
      calls,
    );
    outputs = stack?.outputs ?? {};
  } catch (error) {
    if (error instanceof StackError) throw error;
    const refused = !isStarted && callFailed(`execute ${changeSetArn}`, error);
    if (refused && refused.code !== 'unreachable') {
      return discardAfter(refused, operation, { madeStack });
    }
    throw lostSight(operation, 'deploy', error, finish({}));
  }
  const result = finish({ status: followed.status, outputs });
  result.timings.execute = clock.now() - started;
  if (succeeded.has(followed.status)) return result;
  const { events } = followed;
  result.failure = rootCause(
    events,
    event => reader.isOfStack(event),
    prepared.template,
  );
  throw failed(stackName, result, events);
}

/**
 * Executes the change set. Where the answer to the first request was lost, CloudFormation refuses the
 * repeated one although it is at work: the stack's events then tell.
 */
async function startExecution(
  { calls, cloudFormation, token }: Operation,
  reader: EventReader,
  changeSetArn: string,
) {
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
    const isRepeated = calls.counts.ExecuteChangeSet > 1;
    if (!isRepeated || !executed.has(errorCode(error))) throw error;
    if (!(await reader.hasToken(token))) throw error;
  }
}
