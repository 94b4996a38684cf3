import { randomUUID } from 'node:crypto';
import { checkSameTypes, isUnchanged, whyEmpty } from './changeSet';
import { ChangeSet, ChangeSetInput } from './changeSetTypes';
import { stackDriftOf } from './driftAware';
import { validateEarly, validationFailure } from './earlyValidation';
import { missingResource } from './existingParameters';
import { planNested } from './nestedChangeSets';
import { CloudFormationContext } from './operations';
import { planChanges } from './planChanges';
import { lastOwnEvent } from './renderChangeSet';
import { checkRules } from './rules';
import { Stack } from './Stack';

/**
 * Builds a change set, and those of its nested stacks. The changes are known at
 * once and shown after a delay, as with AWS.
 *
 * @throws AwsError CloudFormation's errors
 */
export function buildChangeSet(
  context: CloudFormationContext,
  stack: Stack,
  input: ChangeSetInput,
): ChangeSet {
  const { services, stacks } = context;
  const { account } = services;
  const { name, type, desired, mode, includeNested, token } = input;
  checkSameTypes(stack, desired);
  checkRules(stack, desired, account.identity);
  const planned = planChanges(account, stack, desired, mode);
  const id = account.arn('cloudformation', `changeSet/${name}/${randomUUID()}`);
  const { changes, failure, nested } = includeNested
    ? planNested(
        context,
        stack,
        { ...input, id },
        planned,
        (child, childInput) => buildChangeSet(context, child, childInput),
      )
    : { changes: planned, failure: undefined, nested: [] };
  const unchanged = type === 'UPDATE' && isUnchanged(stack, desired, changes);
  const missing = missingResource(account, desired);
  const findings =
    unchanged || missing
      ? []
      : validateEarly(services, stack, desired, changes);
  const operation = stack.addOperation('CREATE_CHANGESET', {
    changeSetId: id,
    token,
  });
  if (stack.status === '') {
    stacks.add(stack);
    stack.operationId = operation.id;
    stack.setStatus('REVIEW_IN_PROGRESS', 'User Initiated');
  }
  const changeSet: ChangeSet = {
    id,
    name,
    type,
    description: input.description,
    createdAt: new Date(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    basis: lastOwnEvent(stack)?.id,
    desired,
    onFailure: input.onFailure,
    onStackFailure: input.onStackFailure,
    revertsDrift: mode === 'REVERT_DRIFT',
    stackDrift: mode && stackDriftOf(account, stack),
    changes,
    token,
    failure: unchanged
      ? whyEmpty(stack, desired)
      : missing ?? failure ?? validationFailure(findings),
    findings,
    includesNested: includeNested,
    nested,
    parentId: input.parentId,
    rootId: input.rootId,
  };
  stack.changeSets.set(name, changeSet);
  finishLater(context, stack, changeSet);
  return changeSet;
}

function finishLater(
  { changeSetDelayMs }: CloudFormationContext,
  stack: Stack,
  changeSet: ChangeSet,
): void {
  const { failure } = changeSet;
  const finish = () => {
    changeSet.status = failure ? 'FAILED' : 'CREATE_COMPLETE';
    changeSet.executionStatus = failure ? 'UNAVAILABLE' : 'AVAILABLE';
    changeSet.statusReason = failure;
    const operation = stack.operations.find(
      one => one.changeSetId === changeSet.id,
    );
    if (operation) {
      const at = new Date();
      operation.findings = changeSet.findings.map(one => ({ ...one, at }));
      operation.status = failure ? 'FAILED' : 'SUCCEEDED';
      operation.endedAt = at;
    }
    stack.changed();
  };
  stack.changed();
  setTimeout(() => {
    changeSet.status = 'CREATE_IN_PROGRESS';
    setTimeout(finish, changeSetDelayMs).unref();
  }, changeSetDelayMs).unref();
}

/** Resumes the creation of change sets that an earlier process started. */
export function resumeChangeSets(
  context: CloudFormationContext,
  stacks: Stack[],
): void {
  for (const stack of stacks) {
    for (const changeSet of stack.changeSets.values()) {
      if (/^CREATE_(PENDING|IN_PROGRESS)$/.test(changeSet.status)) {
        finishLater(context, stack, changeSet);
      }
    }
  }
}
