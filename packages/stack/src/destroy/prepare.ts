import { waitUntilIdle } from '../follow/waitUntilIdle';
import { checkAccount } from '../session/account';
import { callError } from '../session/aws/AwsCalls';
import {
  readStack,
  type StackDescription,
  stackNotFound,
} from '../session/describe';
import { StackError } from '../session/StackError';
import type { OptionName } from '../session/optionNames';
import { checkOwner } from '../session/ownership';
import type { StackSession } from '../session/StackSession';
import { isBusy, isStackGone } from '../session/states';
import { type InventoryPart, takeInventory } from './inventory';
import { planDestroy } from './plan';
import type { DestroyOptions, DestroyPlan, StackPart } from './types';

/** Everything that is known before the first change. */
export type Prepared = {
  stack: StackDescription;
  plan: DestroyPlan;
  /** The option that would remove the first obstacle of the plan. */
  blockedBy?: OptionName;
  /** Logical IDs of the resources of the stack itself that are deleted. */
  planned: string[];
  /** Resources that the stack never had, because their names were taken. */
  notOwn: StackPart[];
};

/**
 * Describes the stack, waits for another stack operation if there is one, and plans the deletion. Changes nothing.
 *
 * @throws StackError `input`; `notFound`; `notOwned`; `failed` when the stack is busy and `onBusy` is `refuse`;
 *   `cancelled`; `unreachable`
 */
export async function prepareDestroy(
  session: StackSession,
  options: DestroyOptions,
): Promise<Prepared> {
  const { stackName, retainResources = [] } = options;
  if (options.emptyBuckets && !options.s3) {
    throw new StackError(
      'input',
      'emptyBuckets needs an S3 client. Set s3. Nothing was changed.',
      { option: 'emptyBuckets' },
    );
  }
  try {
    await checkAccount(session, options);
    const stack = await stackToDelete(session, options);
    checkRetainable(session, stack, retainResources);
    const inventory =
      stack.status === 'REVIEW_IN_PROGRESS'
        ? []
        : await takeInventory(
            session,
            stack.stackArn,
            retainResources,
            stack.parameters,
          );
    checkNames(session, stack, inventory, retainResources);
    const own = inventory.filter(({ isForeign }) => !isForeign);
    return {
      stack,
      ...(await planDestroy(session, stack, own, options)),
      notOwn: inventory.filter(({ isForeign }) => isForeign),
      planned: own
        .filter(({ path, effect }) => !path && effect !== 'retained')
        .map(({ logicalId }) => logicalId),
    };
  } catch (error) {
    throw callError(`describe stack ${stackName}`, error);
  }
}

async function stackToDelete(
  session: StackSession,
  options: DestroyOptions,
): Promise<StackDescription> {
  const { stackName, ownerTag, onBusy, plan } = options;
  const stack = await readStack(session);
  if (isStackGone(stack)) throw stackNotFound(stackName);
  checkOwner(stack, ownerTag);
  const isDeletable =
    stack.status === 'DELETE_IN_PROGRESS' ||
    (stack.status === 'CREATE_IN_PROGRESS' && onBusy !== 'refuse');
  if (plan || !isBusy(stack.status) || isDeletable) return stack;
  const { stackArn } = stack;
  const idle = await waitUntilIdle(session, { onBusy, ownerTag, stackArn });
  if (isStackGone(idle)) throw stackNotFound(stackName);
  checkOwner(idle, ownerTag);
  return idle;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
function checkRetainable(
  session: StackSession,
  { stackName, status }: StackDescription,
  retain: string[],
) {
  const isRetainable =
    status === 'DELETE_FAILED' || status === 'DELETE_IN_PROGRESS';
  if (retain.length === 0 || isRetainable) return;
  throw new StackError(
    'input',
    `${session.option(
      'retainResources',
    )} is not valid for stack ${stackName} in ${status}: CloudFormation retains resources only after a failed deletion (DELETE_FAILED). Destroy the stack without it first, or set the DeletionPolicy of the resources to Retain and deploy. Nothing was changed.`,
    { option: 'retainResources' },
  );
}

function checkNames(
  session: StackSession,
  { stackName }: StackDescription,
  inventory: InventoryPart[],
  retain: string[],
) {
  const own = inventory.filter(({ path }) => !path);
  const names = own.map(({ logicalId }) => logicalId);
  const unknown = retain.filter(name => !names.includes(name));
  if (unknown.length === 0) return;
  throw new StackError(
    'input',
    `${session.option(
      'retainResources',
    )}: stack ${stackName} has no resource ${unknown.join(', ')}. Use one of ${
      names.join(', ') || '(the stack has none)'
    }. Nothing was changed.`,
    { option: 'retainResources' },
  );
}
