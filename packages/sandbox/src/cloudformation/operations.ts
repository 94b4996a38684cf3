import { AccountServices } from '../resources/contract';
import { AwsError, validationError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { checkSameTypes, isUnchanged, NO_UPDATES } from './changeSet';
import { Engine } from './Engine';
import { exportsInUse } from './Exports';
import { planChanges } from './planChanges';
import { DESIRED_PARAMETERS, readDesired } from './request';
import { checkRules } from './rules';
import { Stack } from './Stack';
import { OnFailure } from './types';
import { Stacks } from './Stacks';
import { acceptToken, isRepeated, started } from './tokens';

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

/**
 * The stack that a request names.
 *
 * @throws AwsError `ValidationError` if it does not exist
 */
export function stackOf(stacks: Stacks, request: QueryParameters): Stack {
  const name = request.required('StackName');
  return stacks.get(name, `Stack [${name}] does not exist`);
}

/**
 * Reads what follows a failure: the parameter, or `DisableRollback` of the
 * request or of its `DeploymentConfig`.
 *
 * @param parameter - `OnFailure` or `OnStackFailure`
 */
export function onFailureOf(
  request: QueryParameters,
  parameter: string,
): OnFailure {
  const isDisabled =
    request.flag('DisableRollback') ??
    request.flag('DeploymentConfig.DisableRollback');
  const value =
    request.text(parameter) ?? (isDisabled ? 'DO_NOTHING' : 'ROLLBACK');
  if (value === 'ROLLBACK' || value === 'DO_NOTHING' || value === 'DELETE') {
    return value;
  }
  throw validationError(
    `1 validation error detected: Value '${value}' at '${parameter}' failed to satisfy constraint: Member must satisfy enum value set: [ROLLBACK, DELETE, DO_NOTHING]`,
  );
}

/**
 * The CDK CLI sends the default mode with every request, so only the other one
 * is rejected.
 *
 * @throws AwsError `ValidationError`
 */
export function checkMode(request: QueryParameters): void {
  const mode = request.text('DeploymentConfig.Mode') ?? 'STANDARD';
  if (mode === 'STANDARD') return;
  throw validationError(
    `sandbox: DeploymentConfig.Mode ${mode} is not supported`,
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
  const isKept =
    stack.status === 'CREATE_FAILED' && stack.onFailure === 'DO_NOTHING';
  if (isKept || updatable.includes(stack.status)) return;
  throw validationError(
    `Stack:${stack.id} is in ${stack.status} state and can not be updated.`,
  );
}

/**
 * After a failure without a rollback, CloudFormation accepts an update only with
 * rollback disabled.
 *
 * @throws AwsError `ValidationError` with CloudFormation's message
 */
export function checkRollback(stack: Stack, onFailure: OnFailure): void {
  if (onFailure === 'DO_NOTHING') return;
  if (!/^(CREATE|UPDATE)_FAILED$/.test(stack.status)) return;
  throw validationError(
    `This stack is currently in a non-terminal [${stack.status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`,
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
        'DeploymentConfig',
        'DisableRollback',
        'OnFailure',
        'EnableTerminationProtection',
        'RetainExceptOnCreate',
        'ClientRequestToken',
      ],
      run(request) {
        const name = request.required('StackName');
        checkMode(request);
        const existing = stacks.find(name);
        if (existing && isRepeated(existing, request, 'CreateStack')) {
          return started(existing, request);
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
        checkRules(stack, desired, services.account.identity);
        planChanges(services.account, stack, desired);
        const onFailure = onFailureOf(request, 'OnFailure');
        acceptToken(stack, request, 'CreateStack');
        stack.retainExceptOnCreate =
          request.flag('RetainExceptOnCreate') ?? false;
        stacks.add(stack);
        engine.create(stack, desired, onFailure);
        return started(stack, request);
      },
    },
    UpdateStack: {
      parameters: [
        'StackName',
        ...DESIRED_PARAMETERS,
        'DeploymentConfig',
        'DisableRollback',
        'RetainExceptOnCreate',
        'ClientRequestToken',
      ],
      run(request) {
        const name = request.required('StackName');
        const stack = stacks.get(name, `Stack [${name}] does not exist`);
        if (isRepeated(stack, request, 'UpdateStack')) {
          return started(stack, request);
        }
        checkMode(request);
        checkUpdatable(stack);
        const onFailure = onFailureOf(request, 'OnFailure');
        checkRollback(stack, onFailure);
        const desired = readDesired(request, services.objects, stack);
        checkSameTypes(stack, desired);
        checkRules(stack, desired, services.account.identity);
        const changes = planChanges(services.account, stack, desired);
        if (isUnchanged(stack, desired, changes)) {
          throw validationError(NO_UPDATES);
        }
        acceptToken(stack, request, 'UpdateStack');
        stack.retainExceptOnCreate =
          request.flag('RetainExceptOnCreate') ?? false;
        engine.update(stack, desired, { onFailure });
        return started(stack, request);
      },
    },
    DeleteStack: {
      parameters: [
        'StackName',
        'RetainResources',
        'RoleARN',
        'DeploymentConfig',
        'ClientRequestToken',
      ],
      run(request) {
        checkMode(request);
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
        acceptToken(stack, request, 'DeleteStack');
        const inUse = exportsInUse(stack);
        if (inUse) refuseDeletion(stack, inUse);
        else engine.delete(stack, retain);
      },
    },
  };
}

/**
 * AWS accepts the request. The stack then returns to the state that it had: https://github.com/boto/botocore/issues/2590,
 * https://github.com/aws/aws-sdk/issues/383
 */
function refuseDeletion(stack: Stack, reason: string): void {
  const { status } = stack;
  stack.setStatus('DELETE_IN_PROGRESS', 'User Initiated');
  stack.setStatus(status, reason);
}
