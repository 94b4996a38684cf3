import { validationError } from '../protocol/errors';
import { QueryOperation, QueryParameters } from '../protocol/query';
import { CloudFormationContext } from './operations';
import { Stack } from './Stack';
import { acceptToken, isRepeated } from './tokens';

/**
 * CancelUpdateStack, ContinueUpdateRollback, RollbackStack and
 * UpdateTerminationProtection.
 */
export function recoveryOperations({
  stacks,
  engine,
}: CloudFormationContext): Record<string, QueryOperation> {
  const stackOf = (request: QueryParameters): Stack => {
    const name = request.required('StackName');
    return stacks.get(name, `Stack [${name}] does not exist`);
  };
  return {
    CancelUpdateStack: {
      parameters: ['StackName', 'ClientRequestToken'],
      run(request) {
        const stack = stackOf(request);
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
        'ClientRequestToken',
      ],
      run(request) {
        const stack = stackOf(request);
        if (isRepeated(stack, request, 'ContinueUpdateRollback')) return;
        if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
          throw validationError(
            `Stack [${stack.id}] is in ${stack.status} state and can't continue rollback`,
          );
        }
        const skip = request.list('ResourcesToSkip');
        checkSkippable(stack, skip);
        acceptToken(stack, request, 'ContinueUpdateRollback');
        stack.update!.skip = skip;
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
        const stack = stackOf(request);
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
        return { StackId: stack.id };
      },
    },
    UpdateTerminationProtection: {
      parameters: ['StackName', 'EnableTerminationProtection'],
      run(request) {
        const stack = stackOf(request);
        request.required('EnableTerminationProtection');
        stack.terminationProtection =
          request.flag('EnableTerminationProtection') ?? false;
        stack.changed();
        return { StackId: stack.id };
      },
    },
  };
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
