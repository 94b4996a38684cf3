import { AccountServices } from '../resources/contract';
import { AwsError, validationError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { checkSameTypes, isUnchanged, planChanges } from './changeSet';
import { Engine } from './Engine';
import { checkExportsUnused } from './Exports';
import { DESIRED_PARAMETERS, readDesired } from './request';
import { Stack } from './Stack';
import { OnFailure } from './types';
import { Stacks } from './Stacks';
import { acceptToken, isRepeated } from './tokens';

/** What CloudFormation's API operations share. */
export type CloudFormationContext = {
  stacks: Stacks;
  engine: Engine;
  services: Pick<AccountServices, 'account' | 'objects' | 'state'>;
  /**
   * Duration of each of the two statuses before a change set is complete, in
   * milliseconds.
   */
  changeSetDelayMs: number;
};

/** Reads `OnFailure` or `DisableRollback` of a request. */
export function onFailureOf(
  request: QueryParameters,
  parameter: string,
): OnFailure {
  if (request.flag('DisableRollback')) return 'DO_NOTHING';
  const value = request.text(parameter) ?? 'ROLLBACK';
  if (value === 'ROLLBACK' || value === 'DO_NOTHING' || value === 'DELETE') {
    return value;
  }
  throw validationError(
    `1 validation error detected: Value '${value}' at '${parameter}' failed to satisfy constraint: Member must satisfy enum value set: [ROLLBACK, DELETE, DO_NOTHING]`,
  );
}

/**
 * @throws AwsError `ValidationError` in a status in which CloudFormation
 *   rejects updates
 */
export function checkUpdatable(stack: Stack): void {
  const updatable = [
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_FAILED',
  ];
  if (updatable.includes(stack.status)) return;
  throw validationError(
    `Stack:${stack.id} is in ${stack.status} state and can not be updated.`,
  );
}

/** CreateStack, UpdateStack and DeleteStack. */
export function stackOperations(
  context: CloudFormationContext,
): Record<string, QueryOperation> {
  const { stacks, engine, services } = context;
  return {
    CreateStack: {
      parameters: [
        'StackName',
        ...DESIRED_PARAMETERS,
        'DisableRollback',
        'OnFailure',
        'EnableTerminationProtection',
        'RetainExceptOnCreate',
        'ClientRequestToken',
      ],
      run(request) {
        const name = request.required('StackName');
        const existing = stacks.find(name);
        if (existing && isRepeated(existing, request, 'CreateStack')) {
          return { StackId: existing.id };
        }
        if (existing) {
          throw new AwsError(
            'AlreadyExistsException',
            `Stack [${name}] already exists`,
          );
        }
        const stack = stacks.create(name, {
          terminationProtection:
            request.flag('EnableTerminationProtection') ?? false,
        });
        const desired = readDesired(request, services.objects);
        planChanges(services.account, stack, desired);
        const onFailure = onFailureOf(request, 'OnFailure');
        acceptToken(stack, request, 'CreateStack');
        stack.retainExceptOnCreate =
          request.flag('RetainExceptOnCreate') ?? false;
        stacks.add(stack);
        engine.create(stack, desired, onFailure);
        return { StackId: stack.id };
      },
    },
    UpdateStack: {
      parameters: [
        'StackName',
        ...DESIRED_PARAMETERS,
        'DisableRollback',
        'RetainExceptOnCreate',
        'ClientRequestToken',
      ],
      run(request) {
        const name = request.required('StackName');
        const stack = stacks.get(name, `Stack [${name}] does not exist`);
        if (isRepeated(stack, request, 'UpdateStack')) {
          return { StackId: stack.id };
        }
        checkUpdatable(stack);
        const desired = readDesired(request, services.objects, stack);
        checkSameTypes(stack, desired);
        if (isUnchanged(services.account, stack, desired)) {
          throw validationError('No updates are to be performed.');
        }
        acceptToken(stack, request, 'UpdateStack');
        stack.retainExceptOnCreate =
          request.flag('RetainExceptOnCreate') ?? false;
        engine.update(
          stack,
          desired,
          request.flag('DisableRollback') ? 'DO_NOTHING' : 'ROLLBACK',
        );
        return { StackId: stack.id };
      },
    },
    DeleteStack: {
      parameters: [
        'StackName',
        'RetainResources',
        'RoleARN',
        'ClientRequestToken',
      ],
      run(request) {
        const stack = stacks.find(request.required('StackName'));
        // As with AWS, the deletion of a stack that does not exist succeeds.
        if (!stack || stack.status === 'DELETE_COMPLETE') return;
        if (isRepeated(stack, request, 'DeleteStack')) return;
        if (stack.status === 'DELETE_IN_PROGRESS') return;
        if (stack.terminationProtection) {
          throw validationError(
            `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`,
          );
        }
        if (/^UPDATE_.*IN_PROGRESS$/.test(stack.status)) {
          throw validationError(
            `Stack [${stack.id}] cannot be deleted while in status ${stack.status}`,
          );
        }
        const retain = request.list('RetainResources');
        if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
          throw validationError(
            'Invalid operation on stack [' +
              `${stack.id}]. RetainResources can only be specified for a stack in DELETE_FAILED state.`,
          );
        }
        checkExportsUnused(stack);
        acceptToken(stack, request, 'DeleteStack');
        engine.delete(stack, retain);
      },
    },
  };
}
