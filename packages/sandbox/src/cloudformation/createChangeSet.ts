import { randomUUID } from 'node:crypto';
import { AwsError, validationError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';
import {
  checkSameTypes,
  isUnchanged,
  NO_CHANGES,
  NO_UPDATES,
  planChanges,
} from './changeSet';
import { ChangeSet } from './changeSetTypes';
import { Desired, OnFailure } from './types';
import {
  checkMode,
  checkUpdatable,
  CloudFormationContext,
  onFailureOf,
} from './operations';
import { stackDriftOf } from './driftAware';
import { validateEarly, validationFailure } from './earlyValidation';
import { lastOwnEvent } from './renderChangeSet';
import { readDesired } from './request';
import { checkRules } from './rules';
import { Stack } from './Stack';

/**
 * CreateChangeSet. Computes the changes at once and shows them after a delay,
 * as AWS does.
 *
 * @throws AwsError CloudFormation's errors
 */
export function createChangeSet(
  context: CloudFormationContext,
  request: QueryParameters,
): { Id: string; StackId: string } {
  const { stacks, services } = context;
  const stackName = request.required('StackName');
  const name = request.required('ChangeSetName');
  const type = typeOf(request);
  checkName(name);
  rejectUnsupportedModes(request);
  const existing = stacks.find(stackName);
  const token = request.text('ClientToken');
  const same = existing?.changeSets.get(name);
  if (existing && same && token && same.token === token) {
    return { Id: same.id, StackId: existing.id };
  }
  const stack = stackFor(context, type, stackName, name, existing);
  if (same) {
    throw new AwsError(
      'AlreadyExistsException',
      `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Name`,
    );
  }
  const desired = readDesired(
    request,
    services.objects,
    type === 'UPDATE' ? stack : undefined,
  );
  rejectNestedChangeSets(request, desired);
  checkSameTypes(stack, desired);
  checkRules(stack, desired, services.account.identity);
  const mode = deploymentMode(request);
  const changes = planChanges(services.account, stack, desired, mode);
  const unchanged =
    type === 'UPDATE' && isUnchanged(services.account, stack, desired, mode);
  const findings = unchanged
    ? []
    : validateEarly(services, stack, desired, changes);
  const id = services.account.arn(
    'cloudformation',
    `changeSet/${name}/${randomUUID()}`,
  );
  const operation = stack.addOperation('CREATE_CHANGESET', {
    changeSetId: id,
    token,
  });
  if (!existing) {
    stacks.add(stack);
    stack.operationId = operation.id;
    stack.setStatus('REVIEW_IN_PROGRESS', 'User Initiated');
  }
  const changeSet: ChangeSet = {
    id,
    name,
    type,
    description: request.text('Description'),
    createdAt: new Date(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    basis: lastOwnEvent(stack)?.id,
    desired,
    onFailure: onFailureOf(request, 'OnStackFailure'),
    onStackFailure: request.text('OnStackFailure') as OnFailure | undefined,
    revertsDrift: mode === 'REVERT_DRIFT',
    stackDrift: mode && stackDriftOf(services.account, stack),
    changes,
    token,
    failure: unchanged ? whyEmpty(stack, desired) : validationFailure(findings),
    findings,
  };
  stack.changeSets.set(name, changeSet);
  finishLater(context, stack, changeSet);
  return { Id: changeSet.id, StackId: stack.id };
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

/** The status reason: the request is the same as before, or only its effect is. */
function whyEmpty(stack: Stack, desired: Desired): string {
  const before = stack.desired;
  const repeated =
    before?.template.body === desired.template.body &&
    JSON.stringify(before.parameters) === JSON.stringify(desired.parameters);
  return repeated ? NO_CHANGES : NO_UPDATES;
}

function deploymentMode(request: QueryParameters): 'REVERT_DRIFT' | undefined {
  const mode = request.text('DeploymentMode');
  if (mode === undefined || mode === 'REVERT_DRIFT') return mode;
  throw validationError(
    `1 validation error detected: Value '${mode}' at 'deploymentMode' failed to satisfy constraint: Member must satisfy enum value set: [REVERT_DRIFT]`,
  );
}

function typeOf(request: QueryParameters): 'CREATE' | 'UPDATE' {
  const type = request.text('ChangeSetType') ?? 'UPDATE';
  if (type === 'CREATE' || type === 'UPDATE') return type;
  throw validationError(
    type === 'IMPORT'
      ? 'sandbox: ChangeSetType IMPORT is not supported'
      : `1 validation error detected: Value '${type}' at 'changeSetType' failed to satisfy constraint: Member must satisfy enum value set: [IMPORT, CREATE, UPDATE]`,
  );
}

function checkName(name: string): void {
  if (name.length > 128) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must have length less than or equal to 128`,
    );
  }
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name)) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
}

function rejectUnsupportedModes(request: QueryParameters): void {
  checkMode(request);
  if (request.flag('ImportExistingResources')) {
    throw validationError('sandbox: ImportExistingResources is not supported');
  }
}

/** Without nested stacks, `IncludeNestedStacks` has no effect and is accepted. */
function rejectNestedChangeSets(
  request: QueryParameters,
  { template }: Desired,
): void {
  const isNested = Object.values(template.resources).some(
    ({ type }) => type === 'AWS::CloudFormation::Stack',
  );
  if (isNested && request.flag('IncludeNestedStacks')) {
    throw validationError(
      'sandbox: IncludeNestedStacks is not supported for a template with nested stacks',
    );
  }
}

function stackFor(
  context: CloudFormationContext,
  type: 'CREATE' | 'UPDATE',
  stackName: string,
  name: string,
  existing: Stack | undefined,
): Stack {
  if (type === 'CREATE') {
    if (existing && existing.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
      );
    }
    return existing ?? context.stacks.create(stackName);
  }
  if (!existing) {
    throw validationError(`Stack [${stackName}] does not exist`);
  }
  checkUpdatable(existing);
  return existing;
}
