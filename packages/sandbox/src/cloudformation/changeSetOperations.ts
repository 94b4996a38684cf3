import { AwsError, validationError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { ChangeSet } from './changeSetTypes';
import { createChangeSet } from './createChangeSet';
import {
  checkRollback,
  checkUpdatable,
  CloudFormationContext,
} from './operations';
import { page } from './paging';
import {
  executionStatusOf,
  renderChangeSet,
  renderChangeSetSummary,
} from './renderChangeSet';
import { DESIRED_PARAMETERS } from './request';
import { Stack } from './Stack';
import { beginExecution, removeChangeSet } from './nestedChangeSets';
import { acceptToken, isRepeated } from './tokens';

/** The API operations on change sets. */
export function changeSetOperations(
  context: CloudFormationContext,
): Record<string, QueryOperation> {
  const { stacks } = context;
  const find = (request: QueryParameters) =>
    stacks.changeSet(
      request.required('ChangeSetName'),
      request.text('StackName'),
    );
  const findOrNothing = (request: QueryParameters) => {
    try {
      return find(request);
    } catch (error) {
      if ((error as AwsError).code === 'ChangeSetNotFound') return undefined;
      throw error;
    }
  };
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
        'DeploymentMode',
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
        const ready = changeSet.status === 'CREATE_COMPLETE';
        const { items, next } = page(ready ? changeSet.changes : [], request);
        const withValues = request.flag('IncludePropertyValues') === true;
        return {
          ...renderChangeSet(stack, changeSet, items, withValues),
          NextToken: next,
        };
      },
    },
    ListChangeSets: {
      parameters: ['StackName', 'NextToken'],
      run(request) {
        const name = request.required('StackName');
        const stack = stacks.get(name, `Stack [${name}] does not exist`);
        const { items, next } = page([...stack.changeSets.values()], request);
        return {
          Summaries: items.map(one => renderChangeSetSummary(stack, one)),
          NextToken: next,
        };
      },
    },
    DeleteChangeSet: {
      parameters: ['ChangeSetName', 'StackName'],
      run(request) {
        const found = findOrNothing(request);
        // As with AWS, the deletion of a change set that does not exist succeeds.
        if (!found) return;
        const { stack, changeSet } = found;
        const isRunning =
          changeSet.status.endsWith('_IN_PROGRESS') ||
          executionStatusOf(stack, changeSet) === 'EXECUTE_IN_PROGRESS';
        if (isRunning) {
          throw wrongStatus(changeSet, 'deleted', changeSet.status);
        }
        checkRoot(changeSet, 'delete');
        removeChangeSet(context, stack, changeSet);
      },
    },
    ExecuteChangeSet: {
      parameters: [
        'ChangeSetName',
        'StackName',
        'ClientRequestToken',
        'DisableRollback',
        'RetainExceptOnCreate',
      ],
      run(request) {
        const { stack, changeSet } = find(request);
        executeChangeSet(context, request, stack, changeSet);
      },
    },
  };
}

function executeChangeSet(
  context: CloudFormationContext,
  request: QueryParameters,
  stack: Stack,
  changeSet: ChangeSet,
): void {
  const operation = `ExecuteChangeSet ${changeSet.id}`;
  if (isRepeated(stack, request, operation)) return;
  if (changeSet.status !== 'CREATE_COMPLETE') {
    throw wrongStatus(changeSet, 'executed', changeSet.status);
  }
  const status = executionStatusOf(stack, changeSet);
  if (status !== 'AVAILABLE') {
    throw wrongStatus(changeSet, 'executed', status, 'execution status');
  }
  const disable = request.flag('DisableRollback');
  if (disable !== undefined && changeSet.onStackFailure) {
    throw validationError(
      'DisableRollback cannot be specified for a change set that was created with OnStackFailure.',
    );
  }
  const given = disable ? 'DO_NOTHING' : 'ROLLBACK';
  const onFailure = disable === undefined ? changeSet.onFailure : given;
  if (changeSet.type === 'UPDATE') {
    checkUpdatable(stack);
    checkRollback(stack, onFailure);
  }
  checkRoot(changeSet, 'execute');
  beginExecution(context, stack, changeSet);
  acceptToken(stack, request, operation);
  stack.retainExceptOnCreate = request.flag('RetainExceptOnCreate') ?? false;
  if (changeSet.type === 'CREATE') {
    context.engine.create(stack, changeSet.desired, onFailure);
  } else {
    context.engine.update(stack, changeSet.desired, {
      onFailure,
      revertsDrift: changeSet.revertsDrift,
    });
  }
}

/** @throws AwsError `ValidationError` for the change set of a nested stack */
function checkRoot(
  { id, rootId }: ChangeSet,
  action: 'delete' | 'execute',
): void {
  if (!rootId) return;
  throw validationError(
    `Cannot ${action} nested change set [${id}]. Use its root change set [${rootId}].`,
  );
}

function wrongStatus(
  { id }: ChangeSet,
  action: 'executed' | 'deleted',
  status: string,
  what: 'status' | 'execution status' = 'status',
): AwsError {
  return new AwsError(
    'InvalidChangeSetStatus',
    `ChangeSet [${id}] cannot be ${action} in its current ${what} of [${status}]`,
  );
}
