import type { Leftover, StackEvent } from '../session/results';
import { contentsThatKeep } from '../template/dataTypes';
import { deletionCommand } from './deletionCommand';
import { readableReason } from './rootCause';

/**
 * A create that fails because the name is taken. The physical ID is then that of somebody else's resource, which the
 * stack never had, although CloudFormation may report that it retains it.
 */
export const nameTaken = /AlreadyExists|already exists/i;

/**
 * The resources that a stack operation left in AWS without a stack: those that a policy retains, also after a
 * replacement, and those that the cleanup of an update failed to delete.
 *
 * @param status - final status of the stack. In a failed state, what could not be deleted is still in the stack
 * @param events - events of the stack operation, oldest first
 */
export function leftoversOf(status: string, events: StackEvent[]): Leftover[] {
  const found = new Map<string, Leftover>();
  const notOurs = new Set<string>();
  for (const event of events) {
    if (event.physicalId === event.stackArn) continue;
    const name = [...event.path, event.logicalId].join('/');
    const key = `${name} ${event.physicalId ?? ''}`;
    switch (event.status) {
      case 'CREATE_FAILED':
        if (nameTaken.test(event.reason ?? '')) notOurs.add(name);
        break;
      case 'CREATE_COMPLETE':
        notOurs.delete(name);
        break;
      case 'DELETE_COMPLETE':
        found.delete(key);
        break;
      case 'DELETE_SKIPPED':
        if (!notOurs.has(name)) found.set(key, leftover(event, 'retained'));
        break;
      case 'DELETE_FAILED':
        if (status.endsWith('_COMPLETE')) {
          found.set(key, leftover(event, 'not-deleted'));
        }
        break;
      default:
    }
  }
  return [...found.values()];
}

/** A resource of a stack that stays in AWS, with the command that deletes it. */
export function leftover(
  part: {
    logicalId: string;
    type: string;
    physicalId?: string;
    path?: string[];
    stackArn: string;
    reason?: string;
  },
  cause: Leftover['cause'],
): Leftover {
  const { logicalId, type, physicalId, path, reason } = part;
  const command = deletionCommand(type, physicalId, part.stackArn);
  return {
    logicalId,
    type,
    ...(physicalId ? { physicalId } : {}),
    ...(path?.length ? { path } : {}),
    cause,
    ...(cause === 'not-deleted' && reason
      ? { reason: readableReason(reason) }
      : {}),
    ...(command ? { command } : {}),
  };
}

/**
 * One line for each resource: its name, why it is left, and the command that deletes it.
 *
 * @param onRequest - logical IDs of the resources of the stack itself that an option retains
 */
export function leftoverLines(
  leftovers: Leftover[],
  onRequest: readonly string[] = [],
): string[] {
  return leftovers.map(left => {
    const { logicalId, path = [], type, physicalId, cause, command } = left;
    const name = [...path, logicalId].join(' › ');
    const why =
      cause === 'retained'
        ? `retained ${
            onRequest.includes(name)
              ? 'on request'
              : 'by its policy in the template'
          }`
        : `CloudFormation failed to delete it${
            left.reason ? ` (${left.reason.replace(/[.\s]*$/, '')})` : ''
          }`;
    return `Left in AWS: ${name} (${type})${
      physicalId ? ` ${physicalId}` : ''
    }: ${why}.${command ? ` To delete it${whenEmpty(type)}: ${command}` : ''}`;
  });
}

/** A bucket that has objects cannot be deleted. */
function whenEmpty(type: string): string {
  const contents = contentsThatKeep(type);
  return contents ? ` when it has no ${contents}` : '';
}
