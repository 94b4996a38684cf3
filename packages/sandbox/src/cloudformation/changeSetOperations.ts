import { randomUUID } from 'node:crypto';
import { AwsError, validationError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import {
  ChangeSet,
  checkSameTypes,
  isUnchanged,
  NO_CHANGES,
  planChanges,
} from './changeSet';
import {
  checkUpdatable,
  CloudFormationContext,
  newStack,
  onFailureOf,
} from './operations';
import { renderChangeSet, renderChangeSetSummary } from './render';
import { DESIRED_PARAMETERS, readDesired } from './request';
import { Stack } from './stack';

/** The operations of change sets. */
export function changeSetOperations(
  context: CloudFormationContext,
): Record<string, QueryOperation> {
  const { stacks, engine } = context;
  const find = (request: QueryParameters) =>
    stacks.changeSet(
      request.required('ChangeSetName'),
      request.text('StackName'),
    );
  return {
    CreateChangeSet: {
      parameters: [
        'StackName',
        'ChangeSetName',
        'ChangeSetType',
        'Description',
        'ClientToken',
        'OnStackFailure',
        'IncludeNestedStacks',
        'ImportExistingResources',
        'DeploymentConfig',
        ...DESIRED_PARAMETERS,
      ],
      run: request => createChangeSet(context, request),
    },
    DescribeChangeSet: {
      parameters: [
        'ChangeSetName',
        'StackName',
        'NextToken',
        'IncludePropertyValues',
      ],
      run(request) {
        const { stack, changeSet } = find(request);
        return renderChangeSet(stack, changeSet);
      },
    },
    ListChangeSets: {
      parameters: ['StackName', 'NextToken'],
      run(request) {
        const stack = stacks.get(request.required('StackName'));
        return {
          Summaries: [...stack.changeSets.values()].map(changeSet =>
            renderChangeSetSummary(stack, changeSet),
          ),
        };
      },
    },
    DeleteChangeSet: {
      parameters: ['ChangeSetName', 'StackName'],
      run(request) {
        const { stack, changeSet } = find(request);
        stack.changeSets.delete(changeSet.name);
      },
    },
    ExecuteChangeSet: {
      parameters: [
        'ChangeSetName',
        'StackName',
        'ClientRequestToken',
        'DisableRollback',
      ],
      run(request) {
        const { stack, changeSet } = find(request);
        const token = request.text('ClientRequestToken');
        if (
          changeSet.executionStatus === 'EXECUTE_COMPLETE' &&
          token &&
          stack.token === token
        ) {
          return;
        }
        if (changeSet.executionStatus !== 'AVAILABLE') {
          throw new AwsError(
            'InvalidChangeSetStatus',
            `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
          );
        }
        if (changeSet.type === 'UPDATE') checkUpdatable(stack);
        changeSet.executionStatus = 'EXECUTE_COMPLETE';
        stack.changeSets.clear();
        stack.changeSets.set(changeSet.name, changeSet);
        stack.changeSetId = changeSet.id;
        stack.token = token;
        const onFailure = request.flag('DisableRollback')
          ? 'DO_NOTHING'
          : changeSet.onFailure;
        if (changeSet.type === 'CREATE') {
          engine.create(stack, changeSet.desired, onFailure);
        } else {
          engine.update(stack, changeSet.desired, onFailure);
        }
      },
    },
  };
}

function createChangeSet(
  context: CloudFormationContext,
  request: QueryParameters,
) {
  const { stacks, services, changeSetDelayMs } = context;
  const stackName = request.required('StackName');
  const name = request.required('ChangeSetName');
  const type = request.text('ChangeSetType') ?? 'UPDATE';
  if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  if (type !== 'CREATE' && type !== 'UPDATE') {
    throw validationError(`sandbox: ChangeSetType ${type} is not supported`);
  }
  refuseForeignModes(request);
  const existing = stacks.find(stackName);
  const stack = stackFor(context, type, stackName, name, existing);
  const token = request.text('ClientToken');
  const same = stack.changeSets.get(name);
  if (same && token && same.token === token) {
    return { Id: same.id, StackId: stack.id };
  }
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
  checkSameTypes(stack, desired);
  const changeSet: ChangeSet = {
    id: services.account.arn(
      'cloudformation',
      `changeSet/${name}/${randomUUID()}`,
    ),
    name,
    type,
    description: request.text('Description'),
    createdAt: new Date(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    desired,
    onFailure: onFailureOf(request, 'OnStackFailure'),
    changes: planChanges(services.account, stack, desired),
    token,
  };
  if (!existing) {
    stacks.add(stack);
    stack.setStatus('REVIEW_IN_PROGRESS', 'User Initiated');
  }
  stack.changeSets.set(name, changeSet);
  const unchanged =
    type === 'UPDATE' && isUnchanged(services.account, stack, desired);
  const finish = () => {
    changeSet.status = unchanged ? 'FAILED' : 'CREATE_COMPLETE';
    changeSet.executionStatus = unchanged ? 'UNAVAILABLE' : 'AVAILABLE';
    changeSet.statusReason = unchanged ? NO_CHANGES : undefined;
  };
  setTimeout(() => {
    changeSet.status = 'CREATE_IN_PROGRESS';
    setTimeout(finish, changeSetDelayMs).unref();
  }, changeSetDelayMs).unref();
  return { Id: changeSet.id, StackId: stack.id };
}

/** The CDK's command names both, with the values that change nothing. */
function refuseForeignModes(request: QueryParameters) {
  const mode = request.text('DeploymentConfig.Mode') ?? 'STANDARD';
  if (mode !== 'STANDARD') {
    throw validationError(
      `sandbox: DeploymentConfig.Mode ${mode} is not supported`,
    );
  }
  if (request.flag('ImportExistingResources')) {
    throw validationError(
      'sandbox: ImportExistingResources is not supported',
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
    return existing ?? newStack(context, stackName);
  }
  if (!existing) {
    throw validationError(`Stack [${stackName}] does not exist`);
  }
  checkUpdatable(existing);
  return existing;
}
