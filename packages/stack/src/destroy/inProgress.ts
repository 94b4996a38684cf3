import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { readEventPage, toStackEvent } from '../follow/EventPages';
import { stackType } from '../template/resourceTypes';

/**
 * The events so far of a deletion that is in progress, oldest first, without the events of nested stacks.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function eventsOfDeletion(
  session: StackSession,
  stackArn: string,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await readEventPage(session, stackArn, { nextToken });
    for (const event of page.StackEvents ?? []) {
      events.unshift(toStackEvent(event, session));
      const isBeginning =
        event.ResourceType === stackType &&
        event.PhysicalResourceId === stackArn &&
        event.ResourceStatus === 'DELETE_IN_PROGRESS';
      if (isBeginning) return events;
    }
    nextToken = page.NextToken || undefined;
  } while (nextToken);
  return events;
}
