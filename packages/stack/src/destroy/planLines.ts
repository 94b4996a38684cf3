import type { StackDescription } from '../session/describe';
import { contentsThatKeep, dataOf } from '../template/dataTypes';
import type { InventoryPart } from './inventory';
import type { DestroyOptions, DestroyPlan, StackPart } from './types';

/** A plan as lines of text, resources with data first. */
export function planLines(
  { stackName, status }: StackDescription,
  plan: Omit<DestroyPlan, 'lines'>,
  { emptyBuckets, liftProtection }: DestroyOptions,
): string[] {
  const { deleted, retained, snapshots, buckets, isProtected } = plan;
  const full = buckets.filter(({ isEmpty }) => isEmpty === false);
  return [
    `Stack ${stackName} is in ${status}. Destroying it would delete ${
      deleted.length
    } ${deleted.length === 1 ? 'resource' : 'resources'} and retain ${
      retained.length
    }.`,
    ...partLines({ deleted, retained, snapshots }),
    ...(isProtected && liftProtection
      ? ['Its termination protection would be turned off first.']
      : []),
    ...(emptyBuckets ? full : []).map(
      ({ bucket }) =>
        `Bucket ${bucket} would be emptied first. All its objects would be lost.`,
    ),
    ...plan.obstacles.map(obstacle => `Blocked: ${obstacle}`),
  ];
}

/** What the next deletion of a stack does to each of its resources, those with data first. */
export function deletionLines(all: InventoryPart[]): string[] {
  const inventory = all.filter(({ isForeign }) => !isForeign);
  const withEffect = (...effects: Array<InventoryPart['effect']>) =>
    inventory.filter(({ effect }) => effects.includes(effect)).map(partOf);
  return partLines({
    deleted: dataFirst(withEffect('deleted', 'snapshot', 'unknown')),
    retained: withEffect('retained'),
    snapshots: withEffect('snapshot'),
  });
}

function partLines({
  deleted,
  retained,
  snapshots,
}: Pick<DestroyPlan, 'deleted' | 'retained' | 'snapshots'>): string[] {
  return [
    ...deleted.map(part => `  - ${lineOf(part)}${dataNote(part)}`),
    ...retained.map(part => `  = ${lineOf(part)} (stays in AWS)`),
    ...snapshots.map(
      part => `  = a snapshot of ${lineOf(part)} (stays in AWS)`,
    ),
  ];
}

/** Resources with data first. */
export function dataFirst(parts: StackPart[]): StackPart[] {
  const rank = ({ type }: StackPart) => (dataOf(type) ? 0 : 1);
  return [...parts].sort((one, other) => rank(one) - rank(other));
}

/** What is deleted with a resource. A bucket is deleted only when it is empty. */
function dataNote({ type }: StackPart): string {
  const data = dataOf(type);
  if (!data) return '';
  const contents = contentsThatKeep(type);
  return contents ? ` (if it has no ${contents})` : ` (with ${data})`;
}

function lineOf(part: StackPart): string {
  return [nameOf(part), part.type, part.physicalId].filter(Boolean).join(' ');
}

/** The logical IDs that lead to a resource. */
export function nameOf({ path = [], logicalId }: StackPart): string {
  return [...path, logicalId].join(' › ');
}

/** A resource of the inventory as a plan has it. */
export function partOf({
  effect: _effect,
  isOwn: _isOwn,
  isForeign: _isForeign,
  isNamedByCustomResource: _isNamed,
  hasDeletionProtection: _hasProtection,
  ...part
}: InventoryPart): StackPart {
  return part;
}
