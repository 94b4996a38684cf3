import { destroyStack } from '../destroy/destroyStack';
import { leftover, leftoverLines } from '../follow/leftovers';
import { readResources, type StackDescription } from '../session/describe';
import type { Attempt } from './Attempt';
import type { Recovery } from './decision';
import { rollBack } from './rollBack';
import { recoveryToken } from './tokens';

/**
 * Recovers a stack from a state in which CloudFormation accepts no change set.
 *
 * @throws StackError `input` for a resource that cannot be retained or skipped; `failed` with the root cause and what
 *   to do; `cancelled`; `unreachable`
 */
export async function recover(
  attempt: Attempt,
  stack: StackDescription,
  recovery: Recovery,
): Promise<void> {
  const { session } = attempt;
  const { stackName } = stack;
  switch (recovery) {
    case 'delete-failed-create':
      session.progress(
        `Stack ${stackName} is in ${stack.status}: an earlier create failed. Deleting its remaining resources first.`,
      );
      return remove(attempt, stack);
    case 'repeat-deletion':
      session.progress(
        `Stack ${stackName}: an earlier deletion failed. Deleting the stack again first.`,
      );
      return remove(attempt, stack);
    default:
      return rollBack(attempt, stack, recovery);
  }
}

async function remove(
  { session, options, token, report }: Attempt,
  { stackArn, status }: StackDescription,
) {
  // A resource that is still in CREATE_FAILED was never created, e.g. because its name was taken.
  const neverCreated = (await readResources(session, stackArn))
    .filter(resource => resource.status === 'CREATE_FAILED')
    .map(({ logicalId }) => logicalId);
  const onRequest =
    status === 'DELETE_FAILED' ? options.retainResources : undefined;
  const { retained } = await destroyStack({
    ...options,
    // By ARN, so that a newer stack with the same name is not deleted.
    stackName: stackArn,
    token: recoveryToken(token),
    plan: undefined,
    retainResources: onRequest,
    onEvent: undefined,
  });
  const left = retained
    .filter(({ path, logicalId }) => path || !neverCreated.includes(logicalId))
    .map(part => leftover({ ...part, stackArn }, 'retained'));
  if (left.length) report.update({ leftovers: left });
  for (const line of leftoverLines(left, onRequest)) {
    session.progress(line, 'warn');
  }
  session.changedSoFar = `the failed stack ${session.stackName} was deleted, and nothing was created`;
}
