import type { Operation } from '../deploy/operation';
import type { StackDescription } from '../describe';
import { isEmptyBucket } from './buckets';
import type { InventoryPart } from './inventory';
import type {
  BucketToDelete,
  DestroyOptions,
  DestroyPlan,
  StackPart,
} from './types';

const bucketType = 'AWS::S3::Bucket';

/**
 * What the deletion of a stack would do, and what is in its way. Looks into the buckets; changes nothing.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function planDestroy(
  operation: Operation,
  stack: StackDescription,
  inventory: InventoryPart[],
  options: DestroyOptions,
): Promise<DestroyPlan> {
  const those = (...fates: Array<InventoryPart['fate']>) =>
    inventory.filter(({ fate }) => fates.includes(fate)).map(partOf);
  const buckets = await bucketsOf(operation, stack, inventory, options);
  const plan = {
    deleted: those('deleted', 'snapshot', 'unknown'),
    retained: those('retained'),
    snapshots: those('snapshot'),
    buckets,
    isProtected: stack.isProtected ?? false,
    obstacles: obstaclesOf(stack, inventory, buckets, options),
  };
  return { ...plan, lines: linesOf(stack, plan, options) };
}

/** A deletion that is under way has none: it is only followed. */
function obstaclesOf(
  { isProtected, status }: StackDescription,
  inventory: InventoryPart[],
  buckets: BucketToDelete[],
  { liftProtection, emptyBuckets }: DestroyOptions,
): string[] {
  if (status === 'DELETE_IN_PROGRESS') return [];
  return [
    ...(isProtected && !liftProtection
      ? [
          'Its termination protection is on, so CloudFormation would refuse. If it may really go, allow that the protection is lifted (liftProtection).',
        ]
      : []),
    ...(emptyBuckets ? unknownBuckets(inventory) : buckets.flatMap(inTheWay)),
  ];
}

async function bucketsOf(
  operation: Operation,
  { stackArn }: StackDescription,
  inventory: InventoryPart[],
  { s3 }: DestroyOptions,
): Promise<BucketToDelete[]> {
  const accountId = accountOf(stackArn);
  const buckets: BucketToDelete[] = [];
  for (const part of inventory) {
    const { type, physicalId: bucket, fate, isOwn } = part;
    if (type !== bucketType || fate !== 'deleted' || !isOwn || !bucket) {
      continue;
    }
    const isEmpty = s3
      ? await isEmptyBucket(operation, s3, { bucket, accountId })
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

/** The account in a stack's ARN. */
export function accountOf(stackArn: string): string {
  return stackArn.split(':')[4] ?? '';
}

function partOf({
  fate: _fate,
  isOwn: _isOwn,
  isNamedByCustomResource: _isNamed,
  ...part
}: InventoryPart): StackPart {
  return part;
}

function inTheWay(bucket: BucketToDelete): string[] {
  if (bucket.isEmpty !== false || bucket.mayBeEmptiedByStack) return [];
  return [
    `Bucket ${bucket.bucket} (${nameOf(
      bucket,
    )}) is not empty, so its deletion would fail. If what is in it may be lost, allow that it is emptied (emptyBuckets), or empty it yourself.`,
  ];
}

/** What may be retained is nobody's to empty. */
function unknownBuckets(inventory: InventoryPart[]): string[] {
  return inventory
    .filter(({ type, fate }) => type === bucketType && fate === 'unknown')
    .map(
      part =>
        `Whether bucket ${part.physicalId} (${nameOf(
          part,
        )}) is to be kept is not known, since the template could not be read: it is not emptied. Destroy the stack without emptyBuckets, or allow to read the template (cloudformation:GetTemplate).`,
    );
}

function linesOf(
  { stackName, status }: StackDescription,
  plan: Omit<DestroyPlan, 'lines'>,
  { emptyBuckets, liftProtection }: DestroyOptions,
): string[] {
  const { deleted, retained, snapshots, buckets, isProtected } = plan;
  const full = buckets.filter(({ isEmpty }) => isEmpty === false);
  return [
    `Stack ${stackName} is in ${status}. Destroying it would delete ${
      deleted.length
    } ${deleted.length === 1 ? 'resource' : 'resources'} and keep ${
      retained.length
    }.`,
    ...deleted.map(part => `  - ${lineOf(part)}`),
    ...retained.map(part => `  = ${lineOf(part)} (kept in AWS)`),
    ...snapshots.map(part => `  = a snapshot of ${lineOf(part)} (kept)`),
    ...(isProtected && liftProtection
      ? ['Its termination protection would be lifted first.']
      : []),
    ...(emptyBuckets ? full : []).map(
      ({ bucket }) =>
        `Bucket ${bucket} would be emptied first: everything in it is lost.`,
    ),
    ...plan.obstacles.map(obstacle => `! ${obstacle}`),
  ];
}

function lineOf(part: StackPart): string {
  return [nameOf(part), part.type, part.physicalId].filter(Boolean).join(' ');
}

function nameOf({ path = [], logicalId }: StackPart): string {
  return [...path, logicalId].join(' › ');
}
