import { deletionCommand } from '../follow/deletionCommand';
import type { StackEvent } from '../session/results';
import type { RetainedPart, StackPart } from './types';

type OfDeletion = {
  stack: { stackArn: string };
  plan: { retained: RetainedPart[] };
  /** Resources whose name was taken. */
  notOwn: StackPart[];
};

/**
 * The resources that stay in AWS, each with the command that deletes it: those of the template, and those of the events,
 * which may name resources of nested stacks that the template does not show. Without resources whose name was taken.
 *
 * @param events - events of the deletion, oldest first
 */
export function retainedBy(
  events: StackEvent[],
  { stack, plan, notOwn }: OfDeletion,
): RetainedPart[] {
  const retained = new Map<string, StackPart>();
  const nameOf = ({ path = [], logicalId }: StackPart) =>
    [...path, logicalId].join('/');
  const others = new Set(notOwn.map(nameOf));
  const put = (part: StackPart) => retained.set(nameOf(part), part);
  for (const part of plan.retained) put(part);
  for (const event of events) {
    if (event.status !== 'DELETE_SKIPPED') continue;
    const { logicalId, physicalId, type, path } = event;
    const part = {
      logicalId,
      ...(physicalId ? { physicalId } : {}),
      type,
      ...(path.length > 0 ? { path } : {}),
    };
    if (!others.has(nameOf(part))) put(part);
  }
  return [...retained.values()].map(part =>
    withDeletionCommand(part, stack.stackArn),
  );
}

/** A resource with the command that deletes it, if there is one. */
export function withDeletionCommand(
  part: StackPart,
  stackArn: string,
): RetainedPart {
  const command = deletionCommand(part.type, part.physicalId, stackArn);
  return { ...part, ...(command ? { command } : {}) };
}
