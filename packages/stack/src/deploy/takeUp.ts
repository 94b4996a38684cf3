import { StackError } from '../errors';
import { EventReader } from '../follow/events';
import { follow, type FollowedOperation } from '../follow/follow';
import type { Template } from '../template/parse';
import type { DeployOptions, DeployResult } from '../types';
import { cancel, cancelled } from './cancel';
import { searchOperation } from './findOperation';
import type { LocatedOperation } from './history';
import type { Operation } from './operation';
import { lostSight, undecided } from './outcome';
import type { Report } from './report';
import { checkOwnerUnlessEmpty } from './state';

/**
 * Looks for the operation that an earlier run with the same token has begun, and goes on with it: follows it to its
 * end, or tells how it has ended. Its events are told from the beginning, so that nobody misses what happened
 * between the two runs.
 *
 * @returns undefined when no operation was begun: the deploy starts anew; what the earlier run left before the
 *   execution (a change set, an empty stack) is then noted in the operation
 * @throws StackError as the deploy itself
 */
export async function takeUp(
  operation: Operation,
  options: DeployOptions,
  template: Template,
  report: Report,
): Promise<DeployResult | undefined> {
  const search = await searchOperation(operation).catch(error => {
    throw undecided(operation, error);
  });
  const { operation: found } = search;
  operation.madeEmptyStack = search.madeEmptyStack ?? false;
  operation.changeSet = search.changeSet;
  if (!found) return undefined;
  const { stack, kind, ended, isCancelled } = found;
  checkOwnerUnlessEmpty(stack, options.ownerTag);
  const { stackArn } = stack;
  report.finish({ stackArn, operation: kind, adopted: true });
  operation.progress(
    `The ${kind} of stack ${
      operation.stackName
    } that an earlier run had begun is taken up: ${
      ended ? `it has ended in ${ended}` : 'it is under way'
    }. Its events from the beginning:`,
  );
  const reader = new EventReader(operation, stackArn);
  try {
    return await report.timed('execute', async () => {
      const followed = ended
        ? await eventsOfEnded(operation, reader, found)
        : await followOn(operation, reader, found, template);
      if (!followed) {
        const isUpdate = kind === 'update';
        const running = { stackArn, isUpdate, template };
        throw await cancel(operation, options, reader, running);
      }
      if (isCancelled) {
        const by = 'the earlier run had asked CloudFormation to stop it';
        const { status, events } = followed;
        throw cancelled(operation.stackName, by, status, events);
      }
      return report.conclude(options, template, reader, followed);
    });
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw lostSight(operation, 'deploy', error, report.finish());
  }
}

function followOn(
  operation: Operation,
  reader: EventReader,
  { stack, before, kind, events }: LocatedOperation,
  template: Template,
) {
  if (before) reader.skipUpTo(before);
  return follow(operation, reader, {
    stackArn: stack.stackArn,
    planned: kind === 'create' ? Object.keys(template.resources) : undefined,
    // It was requested and has not begun: the state of before is no end.
    ...(events.length === 0 ? { before: stack.status } : {}),
  });
}

/** Its own events are known; those of its nested stacks are read. What came after it is not its own. */
async function eventsOfEnded(
  operation: Operation,
  reader: EventReader,
  { events: own, ended }: LocatedOperation,
): Promise<FollowedOperation> {
  reader.takeUp(own);
  const end = own.at(-1)?.at ?? '';
  const nested = (await reader.read()).filter(
    ({ path, at }) => path.length > 0 && at <= end,
  );
  const events = [...own, ...nested].sort((a, b) => a.at.localeCompare(b.at));
  for (const event of events) operation.event(event);
  return { status: ended!, events };
}
