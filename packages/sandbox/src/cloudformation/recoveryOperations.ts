import { validationError } from '../protocol/errors';
import { QueryOperation } from '../protocol/query';
import { CloudFormationContext, stackOf } from './operations';
import { Engine } from './Engine';
import { Stack } from './Stack';
import { Stacks } from './Stacks';
import { acceptToken, isRepeated, started } from './tokens';

/**
 * CancelUpdateStack, ContinueUpdateRollback, RollbackStack and
 * UpdateTerminationProtection.
 */
export function recoveryOperations({
  stacks,
  engine,
}: CloudFormationContext): Record<string, QueryOperation> {
  return {
    CancelUpdateStack: {
      parameters: ['StackName', 'ClientRequestToken'],
      run(request) {
        const stack = stackOf(stacks, request);
        if (isRepeated(stack, request, 'CancelUpdateStack')) return;
        if (stack.status !== 'UPDATE_IN_PROGRESS') {
          throw validationError(
            'CancelUpdateStack cannot be called from current stack status',
          );
        }
        acceptToken(stack, request, 'CancelUpdateStack');
        engine.rollBack(stack, 'User Initiated');
      },
    },
    ContinueUpdateRollback: {
      parameters: [
        'StackName',
        'RoleARN',
        'ResourcesToSkip',
        'ForceRollback',
        'ClientRequestToken',
      ],
      run(request) {
        const stack = stackOf(stacks, request);
        if (isRepeated(stack, request, 'ContinueUpdateRollback')) return;
        if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
          throw validationError(
            `Stack [${stack.id}] is in ${stack.status} state and can't continue rollback`,
          );
        }
        const skip = request.list('ResourcesToSkip');
        const isForced = request.flag('ForceRollback') === true;
        if (isForced && skip.length > 0) {
          throw validationError(
            'ForceRollback and ResourcesToSkip cannot be specified in the same request.',
          );
        }
        checkSkippable(stack, skip);
        acceptToken(stack, request, 'ContinueUpdateRollback');
        stack.update!.skip = isForced ? failedResources(stack) : skip;
        if (isForced) forceNestedRollbacks(stacks, engine, stack);
        engine.rollBack(stack, 'User Initiated');
      },
    },
    RollbackStack: {
      parameters: [
        'StackName',
        'RoleARN',
        'ClientRequestToken',
        'RetainExceptOnCreate',
      ],
      run(request) {
        const stack = stackOf(stacks, request);
        if (!isRepeated(stack, request, 'RollbackStack')) {
          if (!/^(CREATE|UPDATE)_FAILED$/.test(stack.status)) {
            throw validationError(
              `Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`,
            );
          }
          stack.retainExceptOnCreate =
            request.flag('RetainExceptOnCreate') ?? false;
          acceptToken(stack, request, 'RollbackStack');
          engine.rollBack(stack, 'User Initiated');
        }
        return started(stack, request);
      },
    },
    UpdateTerminationProtection: {
      parameters: ['StackName', 'EnableTerminationProtection'],
      run(request) {
        const stack = stackOf(stacks, request);
        request.required('EnableTerminationProtection');
        stack.terminationProtection =
          request.flag('EnableTerminationProtection') ?? false;
        stack.changed();
        return { StackId: stack.id };
      },
    },
  };
}

/** Logical IDs of the resources whose rollback failed. */
function failedResources(stack: Stack): string[] {
  return [...stack.resources.values()]
    .filter(({ status }) => status === 'UPDATE_FAILED')
    .map(({ logicalId }) => logicalId);
}

/** Continues the failed rollbacks of nested stacks in the same way. */
function forceNestedRollbacks(
  stacks: Stacks,
  engine: Engine,
  parent: Stack,
): void {
  for (const nested of stacks.all()) {
    if (nested.parentId !== parent.id) continue;
    forceNestedRollbacks(stacks, engine, nested);
    if (nested.status !== 'UPDATE_ROLLBACK_FAILED') continue;
    nested.token = parent.token;
    nested.update!.skip = failedResources(nested);
    engine.rollBack(nested);
  }
}

/** Only resources whose rollback failed may be skipped. */
function checkSkippable(stack: Stack, names: string[]): void {
  const wrong = names.filter(
    name => stack.resources.get(name)?.status !== 'UPDATE_FAILED',
  );
  if (wrong.length > 0) {
    throw validationError(
      `Resource(s) [${wrong.join(
        ', ',
      )}] cannot be skipped: only resources in UPDATE_FAILED state can be, by their logical ids`,
    );
  }
}
