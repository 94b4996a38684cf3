import { callFailed } from '../aws/calls';
import { checkAccount } from '../deploy/account';
import { idleStack } from '../deploy/idle';
import type { Operation } from '../deploy/operation';
import { checkOwner, isBusy } from '../deploy/state';
import { lookAtStack, noSuchStack, type StackDescription } from '../describe';
import { StackError } from '../errors';
import { type InventoryPart, takeInventory } from './inventory';
import { planDestroy } from './plan';
import type { DestroyOptions, DestroyPlan } from './types';

/** All that is known before anything is changed. */
export type Prepared = {
  stack: StackDescription;
  plan: DestroyPlan;
  /** Logical ids of the stack's own resources that the deletion takes along. */
  planned: string[];
};

/**
 * Looks at the stack, waits for somebody else's operation where there is one, and plans the deletion. Changes nothing.
 *
 * @throws StackError: `input`; `notFound`; `notOwned`; `failed` where it is busy and must not be; `cancelled`;
 *   `unreachable`
 */
export async function prepareDestroy(
  operation: Operation,
  options: DestroyOptions,
): Promise<Prepared> {
  const { stackName, retainResources = [] } = options;
  if (options.emptyBuckets && !options.s3) {
    throw new StackError(
      'input',
      'emptyBuckets needs a client for S3 (s3). Nothing was changed.',
    );
  }
  try {
    await checkAccount(operation, options);
    const stack = await stackToDelete(operation, options);
    checkRetainable(stack, retainResources);
    const inventory =
      stack.status === 'REVIEW_IN_PROGRESS'
        ? []
        : await takeInventory(operation, stack.stackArn, retainResources);
    checkNames(stack, inventory, retainResources);
    return {
      stack,
      plan: await planDestroy(operation, stack, inventory, options),
      planned: inventory
        .filter(({ path, fate }) => !path && fate !== 'retained')
        .map(({ logicalId }) => logicalId),
    };
  } catch (error) {
    throw callFailed(`look at stack ${stackName}`, error);
  }
}

async function stackToDelete(
  operation: Operation,
  options: DestroyOptions,
): Promise<StackDescription> {
  const { stackName, ownerTag, onBusy, plan } = options;
  const stack = await lookAtStack(options, operation.calls);
  if (!stack || stack.status === 'DELETE_COMPLETE') {
    throw noSuchStack(stackName);
  }
  checkOwner(stack, ownerTag);
  const isDeletable =
    stack.status === 'DELETE_IN_PROGRESS' ||
    (stack.status === 'CREATE_IN_PROGRESS' && onBusy !== 'refuse');
  if (plan || !isBusy(stack.status) || isDeletable) return stack;
  const idle = await idleStack(operation, { onBusy, ownerTag });
  if (!idle || idle.status === 'DELETE_COMPLETE') throw noSuchStack(stackName);
  checkOwner(idle, ownerTag);
  return idle;
}

function checkRetainable(
  { stackName, status }: StackDescription,
  retain: string[],
) {
  const takesIt = status === 'DELETE_FAILED' || status === 'DELETE_IN_PROGRESS';
  if (retain.length === 0 || takesIt) return;
  throw new StackError(
    'input',
    `Stack ${stackName} is in ${status}: CloudFormation leaves resources behind (retainResources) only where a deletion has failed before (DELETE_FAILED). Destroy it without them first, or give them a DeletionPolicy of Retain and deploy. Nothing was changed.`,
  );
}

function checkNames(
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
    `retainResources: stack ${stackName} has no ${unknown.join(', ')}; it has ${
      names.join(', ') || 'nothing'
    }. Nothing was changed.`,
  );
}
