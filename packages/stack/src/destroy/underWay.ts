import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import type { Operation } from '../deploy/operation';
import { toStackEvent } from '../follow/eventPages';
import { stackType } from '../follow/events';
import type { StackEvent } from '../types';

/**
 * What has happened so far in the deletion of a stack that is under way, oldest first, its nested stacks' own events
 * apart.
 *
 * @throws UnreachableError, or what the SDK throws
 */
export async function eventsOfDeletion(
  operation: Operation,
  stackArn: string,
): Promise<StackEvent[]> {
  const { calls, cloudFormation } = operation;
  const read = (NextToken?: string) =>
    calls.call('DescribeStackEvents', o =>
      cloudFormation.send(
        new DescribeStackEventsCommand({ StackName: stackArn, NextToken }),
        o,
      ),
    );
  const events: StackEvent[] = [];
  let next: string | undefined;
  do {
    const page = await read(next);
    for (const event of page.StackEvents ?? []) {
      events.unshift(toStackEvent(event, operation));
      const isBeginning =
        event.ResourceType === stackType &&
        event.PhysicalResourceId === stackArn &&
        event.ResourceStatus === 'DELETE_IN_PROGRESS';
      if (isBeginning) return events;
    }
    next = page.NextToken || undefined;
  } while (next);
  return events;
}
