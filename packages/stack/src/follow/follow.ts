import type { Operation } from '../deploy/operation';
import { lookAtStack } from '../describe';
import type { StackEvent } from '../types';
import type { EventReader } from './events';

/** An operation that has ended: the stack's final state and everything that happened. */
export type FollowedOperation = { status: string; events: StackEvent[] };

/**
 * After so many looks without news the stack itself is asked: its end may have left no event. Before the
 * first event longer, since the stack may still show the state of before.
 */
const silentLooks = { beforeFirst: 15, after: 5 };

/** An operation that shows in neither events nor state for so long is given up, milliseconds. */
const longestStart = 15 * 60_000;

/**
 * Follows an operation to its end: hands on each event as it happens and returns at the stack's own
 * terminal event. One request a look; the pause grows with the silence (a tenth of it), so that long
 * operations cost few requests and the end is seen soon.
 *
 * @param stack - `before`: its status before the operation; as long as it is that one and no event has come,
 *   the operation has not begun, even if the status is a terminal one
 * @returns undefined when the operation's signal was aborted first
 * @throws UnreachableError, or what the SDK throws; an error when the operation does not begin
 */
export async function follow(
  operation: Operation,
  reader: EventReader,
  { stackArn, before }: { stackArn: string; before?: string },
): Promise<FollowedOperation | undefined> {
  const { clock, poll, calls, cloudFormation } = operation;
  const events: StackEvent[] = [];
  const started = clock.now();
  let lastNews = started;
  let silence = 0;
  let ended: string | undefined;

  while (!operation.isCancelled) {
    const fresh = await reader.read();
    for (const event of fresh) {
      operation.event(event);
      operation.lastKnown = `${event.logicalId} ${event.status}`;
      if (reader.isOfStack(event) && isTerminal(event.status)) {
        ended = event.status;
      }
    }
    events.push(...fresh);
    if (ended) return { status: ended, events };

    silence = fresh.length ? 0 : silence + 1;
    if (fresh.length) lastNews = clock.now();
    const pause = (clock.now() - lastNews) / 10;
    await clock.sleep(
      Math.max(poll.minMs, Math.min(poll.maxMs, pause)),
      operation.signal,
    );
    const { beforeFirst, after } = silentLooks;
    if (silence >= (events.length ? after : beforeFirst)) {
      silence = 0;
      const stack = await lookAtStack(
        { cloudFormation, stackName: stackArn },
        calls,
      );
      // One more look at the events (the loop's next round) brings what came last.
      if (!stack) ended = 'DELETE_COMPLETE';
      else if (events.length || stack.status !== before) {
        if (isTerminal(stack.status)) ended = stack.status;
      } else if (clock.now() - started > longestStart) {
        throw new Error(
          `nothing has happened to it for ${
            longestStart / 60_000
          } minutes, it is still in ${before}`,
        );
      }
    }
  }
  return undefined;
}

/** `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS` and the like are not: the stack takes no next operation yet. */
function isTerminal(status: string): boolean {
  return status.endsWith('_COMPLETE') || status.endsWith('_FAILED');
}
