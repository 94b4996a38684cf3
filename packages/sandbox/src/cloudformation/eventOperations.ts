import { AwsError, validationError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { operationEvents } from './operationEvents';
import { CloudFormationContext, stackOf } from './operations';
import { pageFromNewest } from './paging';
import { renderEvent } from './render';
import { Stack } from './Stack';
import { Stacks } from './Stacks';
import { StackOperation } from './types';

/** DescribeStackEvents and DescribeEvents. */
export function eventOperations({
  stacks,
}: CloudFormationContext): Record<string, QueryOperation> {
  return {
    DescribeStackEvents: {
      parameters: ['StackName', 'NextToken'],
      run(request) {
        const stack = stackOf(stacks, request);
        const { items, next } = pageFromNewest(stack.events, request);
        return {
          StackEvents: items.map(event => renderEvent(stack, event)),
          NextToken: next,
        };
      },
    },
    DescribeEvents: {
      parameters: [
        'StackName',
        'ChangeSetName',
        'OperationId',
        'Filters',
        'NextToken',
      ],
      run(request) {
        const { stack, operations } = selected(stacks, request);
        const onlyFailures = request.flag('Filters.FailedEvents') === true;
        const events = operationEvents(stack, operations).filter(
          one => !onlyFailures || one.isFailure,
        );
        const { items, next } = pageFromNewest(events, request);
        return {
          OperationEvents: items.map(({ fields }) => fields),
          NextToken: next,
        };
      },
    },
  };
}

/** The stack and those of its operations that the request selects. */
function selected(
  stacks: Stacks,
  request: QueryParameters,
): { stack: Stack; operations: StackOperation[] } {
  const operationId = request.text('OperationId');
  if (operationId) {
    return find(
      stacks,
      one => one.id === operationId,
      validationError(`Operation [${operationId}] does not exist`),
    );
  }
  const changeSetName = request.text('ChangeSetName');
  if (changeSetName) {
    // The events of a change set outlive it.
    const id = changeSetName.startsWith('arn:')
      ? changeSetName
      : stacks.changeSet(changeSetName, request.text('StackName')).changeSet.id;
    return find(
      stacks,
      one => one.changeSetId === id,
      new AwsError(
        'ChangeSetNotFound',
        `ChangeSet [${changeSetName}] does not exist`,
        404,
      ),
    );
  }
  if (!request.text('StackName')) {
    throw validationError(
      'One of ChangeSetName, OperationId or StackName must be specified as input.',
    );
  }
  const stack = stackOf(stacks, request);
  return { stack, operations: stack.operations };
}

function find(
  stacks: Stacks,
  matches: (operation: StackOperation) => boolean,
  missing: AwsError,
): { stack: Stack; operations: StackOperation[] } {
  for (const stack of stacks.all()) {
    const operations = stack.operations.filter(matches);
    if (operations.length > 0) return { stack, operations };
  }
  throw missing;
}
