import type { StackDescription } from '../session/describe';
import type { OptionName } from '../session/optionNames';
import type { StackSession } from '../session/StackSession';
import { isEmptyBucket } from './buckets';
import { acceptsUpdate } from './deletionProtection';
import type { InventoryPart } from './inventory';
import { dataFirst, nameOf, partOf, planLines } from './planLines';
import { withDeletionCommand } from './retained';
import type { BucketToDelete, DestroyOptions, DestroyPlan } from './types';

const bucketType = 'AWS::S3::Bucket';

/** What blocks a deletion, and the option to change if one can help. */
type Obstacle = { text: string; option?: OptionName };

/**
 * Plans the deletion of a stack: what it would do, and what blocks it. Checks the buckets; changes nothing.
 *
 * @returns the plan, and the option that would remove its first obstacle
 * @throws UnreachableError, or what the SDK throws
 */
export async function planDestroy(
  session: StackSession,
  stack: StackDescription,
  inventory: InventoryPart[],
  options: DestroyOptions,
): Promise<{ plan: DestroyPlan; blockedBy?: OptionName }> {
  const withEffect = (...effects: Array<InventoryPart['effect']>) =>
    inventory.filter(({ effect }) => effects.includes(effect)).map(partOf);
  const buckets = await bucketsOf(session, stack, inventory, options);
  const obstacles = obstaclesOf(session, stack, inventory, buckets, options);
  const plan = {
    deleted: dataFirst(withEffect('deleted', 'snapshot', 'unknown')),
    retained: withEffect('retained').map(part =>
      withDeletionCommand(part, stack.stackArn),
    ),
    snapshots: withEffect('snapshot'),
    buckets,
    isProtected: stack.isProtected ?? false,
    obstacles: obstacles.map(({ text }) => text),
  };
  return {
    plan: { ...plan, lines: planLines(stack, plan, options) },
    blockedBy: obstacles[0]?.option,
  };
}

/** Nothing blocks a deletion that is already in progress, because it is only followed. */
function obstaclesOf(
  session: StackSession,
  { isProtected, status }: StackDescription,
  inventory: InventoryPart[],
  buckets: BucketToDelete[],
  { liftProtection, emptyBuckets }: DestroyOptions,
): Obstacle[] {
  if (status === 'DELETE_IN_PROGRESS') return [];
  const protection: Obstacle = {
    text: `Its termination protection is on, so CloudFormation would reject the deletion. If the stack is no longer needed, turn the protection off (${session.option(
      'liftProtection',
    )}).`,
    option: 'liftProtection',
  };
  return [
    ...(isProtected && !liftProtection ? [protection] : []),
    ...(acceptsUpdate(status) ? protectedResources(inventory) : []),
    ...(emptyBuckets
      ? unknownBuckets(session, inventory)
      : fullBuckets(session, buckets)),
  ];
}

async function bucketsOf(
  session: StackSession,
  { stackArn }: StackDescription,
  inventory: InventoryPart[],
  { s3 }: DestroyOptions,
): Promise<BucketToDelete[]> {
  const accountId = accountOf(stackArn);
  const buckets: BucketToDelete[] = [];
  for (const part of inventory) {
    const { type, physicalId: bucket, effect, isOwn } = part;
    if (type !== bucketType || effect !== 'deleted' || !isOwn || !bucket) {
      continue;
    }
    const isEmpty = s3
      ? await isEmptyBucket(session, s3, { bucket, accountId })
      : undefined;
    buckets.push({
      ...partOf(part),
      bucket,
      ...(isEmpty === undefined ? {} : { isEmpty }),
      ...(part.isNamedByCustomResource ? { mayBeEmptiedByStack: true } : {}),
    });
  }
  return buckets;
}

/** The account in the ARN of a stack. */
export function accountOf(stackArn: string): string {
  return stackArn.split(':')[4] ?? '';
}

function fullBuckets(
  session: StackSession,
  buckets: BucketToDelete[],
): Obstacle[] {
  return buckets
    .filter(bucket => bucket.isEmpty === false && !bucket.mayBeEmptiedByStack)
    .map(bucket => ({
      text: `Bucket ${bucket.bucket} (${nameOf(
        bucket,
      )}) is not empty, so its deletion would fail. Empty it, or delete its content with the stack if you no longer need it (${session.option(
        'emptyBuckets',
      )}).`,
      option: 'emptyBuckets',
    }));
}

/** Nothing but a deploy can turn off such a protection, so no option does. */
function protectedResources(inventory: InventoryPart[]): Obstacle[] {
  return inventory
    .filter(
      ({ effect, hasDeletionProtection }) =>
        effect === 'deleted' && hasDeletionProtection,
    )
    .map(part => ({
      text: `${nameOf(part)} (${
        part.type
      }) has deletion protection, so its deletion would fail after that of the resources that use it. If the service is no longer needed, deploy first with deletion_protection.enabled set to false: ProductionProtection in the parameters file of a generated repository.`,
    }));
}

/** A bucket that the template may retain must not be emptied. */
function unknownBuckets(
  session: StackSession,
  inventory: InventoryPart[],
): Obstacle[] {
  return inventory
    .filter(({ type, effect }) => type === bucketType && effect === 'unknown')
    .map(part => ({
      text: `Bucket ${part.physicalId} (${nameOf(
        part,
      )}) cannot be emptied: failed to read the template, so it is unknown whether the template retains the bucket. Destroy the stack without ${session.option(
        'emptyBuckets',
      )}, or grant cloudformation:GetTemplate.`,
      option: 'emptyBuckets',
    }));
}
