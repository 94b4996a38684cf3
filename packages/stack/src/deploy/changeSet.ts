import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  type CreateChangeSetCommandOutput,
  type ResourceChange,
} from '@aws-sdk/client-cloudformation';
import { plannedChange } from '../plan/changes';
import { errorCode } from '../session/aws/faults';
import { readStack } from '../session/describe';
import type { PlannedChange } from '../session/results';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import { createIsSecret } from '../template/secretValues';
import { isStackGone } from '../session/states';
import type { Attempt } from './Attempt';
import { deleteChangeSet } from './deleteChangeSet';
import { allChanges, describePage } from './readChangeSet';
import { rejectedChangeSet, reportValidationWarnings } from './validation';

/** A change set that is ready, or one without changes. */
export type ChangeSet = {
  stackArn: string;
  changeSetArn: string;
  isEmpty: boolean;
  /** Whether the change set compares with the actual state (`revertDrift`). */
  comparesActualState: boolean;
  changes: PlannedChange[];
  /** The changes as CloudFormation returns them. */
  resourceChanges: ResourceChange[];
};

/** CloudFormation uses two texts. A change set without changes ends in FAILED. */
const noChanges = /didn't contain changes|No updates are to be performed/i;

const emptyChangeSet = {
  isEmpty: true,
  comparesActualState: false,
  changes: [],
  resourceChanges: [],
};

/**
 * First poll interval in milliseconds. It is short, since small change sets are ready almost immediately, and doubles
 * up to the configured interval.
 */
const firstPollMs = 250;

/** Maximum time to compute a change set, in milliseconds. The change sets of large stacks take a few minutes. */
const maxComputationMs = 15 * 60_000;

/**
 * Creates a change set and waits until CloudFormation has computed it. Uses the change set of an earlier run of this
 * attempt if the request is the same, and replaces it otherwise.
 *
 * @throws StackError `failed` with CloudFormation's reason. The change set then still exists
 */
export async function createChangeSet(
  attempt: Attempt,
  input: CreateChangeSetCommandInput,
): Promise<ChangeSet> {
  const { session } = attempt;
  const { clock, poll } = session;
  const created = await request(session, input);
  if (!created) {
    return { stackArn: '', changeSetArn: '', ...emptyChangeSet };
  }
  const arns = { stackArn: created.StackId!, changeSetArn: created.Id! };
  attempt.changeSet = arns;
  const checkTime = session.timeLimit(
    maxComputationMs,
    'the computation of the change set',
  );

  for (let intervalMs = firstPollMs; ; intervalMs *= 2) {
    await clock.sleep(Math.min(intervalMs, poll.minMs), session.signal);
    session.throwIfCancelled();
    const page = await describePage(session, arns.changeSetArn);
    const comparesActualState = page.DeploymentMode === 'REVERT_DRIFT';
    if (page.Status === 'CREATE_COMPLETE') {
      if (input.DeploymentMode && !comparesActualState) {
        throw notDriftAware(session);
      }
      // Without resource changes, it still changes something, e.g. the outputs of the stack.
      const resourceChanges = await allChanges(
        session,
        arns.changeSetArn,
        page,
      );
      await reportValidationWarnings(attempt, arns.changeSetArn);
      const { template } = attempt;
      // The values that macros set are known only with the processed template.
      const isSecret = template.hasTransform
        ? undefined
        : createIsSecret(template);
      const changes = resourceChanges.map(change =>
        plannedChange(change, { isSecret }),
      );
      return {
        ...arns,
        isEmpty: false,
        comparesActualState,
        changes,
        resourceChanges,
      };
    }
    if (page.Status === 'FAILED') {
      const reason = page.StatusReason ?? 'CloudFormation gave no reason';
      if (noChanges.test(reason)) {
        return { ...arns, ...emptyChangeSet, comparesActualState };
      }
      throw await rejectedChangeSet(attempt, arns.changeSetArn, reason);
    }
    checkTime(page.Status);
  }
}

/** An endpoint that ignores the mode would overwrite what was changed by hand without showing it. */
function notDriftAware(session: StackSession): StackError {
  const option = session.option('revertDrift');
  return new StackError(
    'failed',
    `${option}: the CloudFormation of this endpoint does not compare with the actual state (DeploymentMode is missing in the change set). Deploy without ${option}. Nothing was executed.`,
    { option: 'revertDrift' },
  );
}

/** @returns undefined when nothing changes: moto rejects the request instead of creating a change set that fails */
async function request(
  session: StackSession,
  input: CreateChangeSetCommandInput,
): Promise<CreateChangeSetCommandOutput | undefined> {
  const { calls, cloudFormation } = session;
  const create = () =>
    calls.call('CreateChangeSet', o =>
      cloudFormation.send(new CreateChangeSetCommand(input), o),
    );
  try {
    return await create();
  } catch (error) {
    const { message } = error as Error;
    if (noChanges.test(message)) return undefined;
    if (message === `Stack with id ${input.StackName} does not exist`) {
      const name = await uniqueName(session, input.StackName!);
      if (name) return request(session, { ...input, StackName: name });
    }
    if (!/^AlreadyExists/.test(errorCode(error))) throw error;
  }
  // The name is the token of this attempt, so an earlier run created the change set, from a different request.
  await deleteChangeSet(session, {
    StackName: input.StackName,
    ChangeSetName: input.ChangeSetName,
  });
  return create();
}

/**
 * The name of a stack for moto, whose CreateChangeSet does not find a stack by its ARN.
 *
 * @returns undefined for a name, and if there is no such stack or the name belongs to another one
 */
async function uniqueName(
  session: StackSession,
  stackArn: string,
): Promise<string | undefined> {
  if (!stackArn.startsWith('arn:')) return undefined;
  const stack = await readStack(session, stackArn);
  if (isStackGone(stack)) return undefined;
  const named = await readStack(session, stack.stackName);
  return named?.stackArn === stackArn ? stack.stackName : undefined;
}
