import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  type CreateChangeSetCommandOutput,
  DeleteChangeSetCommand,
  type DeleteChangeSetCommandInput,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { errorCode } from '../aws/faults';
import { StackError } from '../errors';
import { plannedChange } from '../plan/changes';
import type { PlannedChange } from '../types';
import type { Operation } from './operation';

/** A change set that is ready, or one that would change nothing. */
export type ChangeSet = {
  stackArn: string;
  changeSetArn: string;
  isEmpty: boolean;
  changes: PlannedChange[];
};

/** CloudFormation's two spellings; an empty change set ends in FAILED. */
const nothingToChange =
  /didn't contain changes|No updates are to be performed/i;

/** First look soon, since small change sets are ready at once; then twice as long up to the usual pause. */
const firstLookMs = 250;

/** Large stacks take a few minutes. */
const longestPlanMs = 15 * 60_000;

/**
 * Creates a change set and waits until CloudFormation has computed it. One that an earlier run of this attempt left
 * is used if it is of the same request, and replaced otherwise.
 *
 * @throws StackError `failed` with CloudFormation's reason; the change set is then still there to be deleted
 */
export async function createChangeSet(
  operation: Operation,
  input: CreateChangeSetCommandInput,
): Promise<ChangeSet> {
  const { clock, poll } = operation;
  const created = await request(operation, input);
  if (!created) {
    return { stackArn: '', changeSetArn: '', isEmpty: true, changes: [] };
  }
  const arns = { stackArn: created.StackId!, changeSetArn: created.Id! };
  operation.changeSet = arns;
  const bound = operation.bound(longestPlanMs, 'computing the change set');

  for (let pause = firstLookMs; ; pause *= 2) {
    await clock.sleep(Math.min(pause, poll.minMs), operation.signal);
    operation.throwIfCancelled();
    const page = await describePage(operation, arns.changeSetArn);
    if (page.Status === 'CREATE_COMPLETE') {
      // Without a change of a resource it still changes something: the stack's outputs, for one.
      const changes = await allChanges(operation, arns.changeSetArn, page);
      return { ...arns, isEmpty: false, changes };
    }
    if (page.Status === 'FAILED') {
      const reason = page.StatusReason ?? 'CloudFormation gave no reason';
      if (nothingToChange.test(reason)) {
        return { ...arns, isEmpty: true, changes: [] };
      }
      throw new StackError(
        'failed',
        `Stack ${
          operation.stackName
        }: CloudFormation refused the change set: ${operation.hide(reason)}`,
      );
    }
    bound(page.Status);
  }
}

/** @returns undefined when there is nothing to change: moto says so at once, without a change set that fails */
async function request(
  operation: Operation,
  input: CreateChangeSetCommandInput,
): Promise<CreateChangeSetCommandOutput | undefined> {
  const { calls, cloudFormation, stackName } = operation;
  const create = () =>
    calls.call('CreateChangeSet', o =>
      cloudFormation.send(new CreateChangeSetCommand(input), o),
    );
  try {
    return await create();
  } catch (error) {
    if (nothingToChange.test((error as Error).message)) return undefined;
    if (!/^AlreadyExists/.test(errorCode(error))) throw error;
  }
  // Its name is this attempt's token: an earlier run made it, of a request that was another one.
  await deleteChangeSet(operation, {
    StackName: stackName,
    ChangeSetName: input.ChangeSetName,
  });
  return create();
}

/** So long CloudFormation may take to come to a state in which a change set can be deleted. */
const longestDeletionMs = 5 * 60_000;

/** Removes a change set that will not be executed. CloudFormation deletes none that it is still computing. */
export async function deleteChangeSet(
  operation: Operation,
  changeSet: DeleteChangeSetCommandInput,
): Promise<void> {
  const { calls, cloudFormation, clock, poll } = operation;
  const bound = operation.bound(
    longestDeletionMs,
    `the computation of change set ${changeSet.ChangeSetName}, which is to be removed,`,
  );
  for (;;) {
    try {
      await calls.call('DeleteChangeSet', o =>
        cloudFormation.send(new DeleteChangeSetCommand(changeSet), o),
      );
      return;
    } catch (error) {
      const { message } = error as Error;
      const isComputed =
        !/^InvalidChangeSetStatus/.test(errorCode(error)) ||
        !/PENDING|IN_PROGRESS/.test(message);
      if (isComputed) throw error;
      bound('CREATE_IN_PROGRESS');
      await clock.sleep(poll.minMs);
    }
  }
}

function describePage(
  { calls, cloudFormation }: Operation,
  changeSetArn: string,
  NextToken?: string,
): Promise<DescribeChangeSetCommandOutput> {
  return calls.call('DescribeChangeSet', o =>
    cloudFormation.send(
      new DescribeChangeSetCommand({
        ChangeSetName: changeSetArn,
        IncludePropertyValues: true,
        NextToken,
      }),
      o,
    ),
  );
}

async function allChanges(
  operation: Operation,
  changeSetArn: string,
  firstPage: DescribeChangeSetCommandOutput,
): Promise<PlannedChange[]> {
  const changes: PlannedChange[] = [];
  let page = firstPage;
  for (;;) {
    for (const { ResourceChange: change } of page.Changes ?? []) {
      if (change) changes.push(plannedChange(change));
    }
    if (!page.NextToken) return changes;
    page = await describePage(operation, changeSetArn, page.NextToken);
  }
}
