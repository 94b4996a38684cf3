import { AwsError, validationError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';
import { buildChangeSet } from './buildChangeSet';
import {
  checkMode,
  checkUpdatable,
  CloudFormationContext,
  onFailureOf,
} from './operations';
import { readDesired } from './request';
import { Stack } from './Stack';
import { OnFailure } from './types';

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
  const changeSet = buildChangeSet(context, stack, {
    name,
    type,
    description: request.text('Description'),
    desired,
    mode: deploymentMode(request),
    onFailure: onFailureOf(request, 'OnStackFailure'),
    onStackFailure: request.text('OnStackFailure') as OnFailure | undefined,
    token,
    includeNested: request.flag('IncludeNestedStacks') ?? false,
  });
  return { Id: changeSet.id, StackId: stack.id };
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
  // AWS's clients do not combine them either.
  if (deploymentMode(request) && request.flag('IncludeNestedStacks')) {
    throw validationError(
      'sandbox: DeploymentMode REVERT_DRIFT with IncludeNestedStacks is not supported',
    );
  }
  if (request.flag('ImportExistingResources')) {
    throw validationError('sandbox: ImportExistingResources is not supported');
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
