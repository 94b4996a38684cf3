import type { Operation } from '../deploy/operation';
import { lookAtStack } from '../describe';
import type { StackEvent } from '../types';
import type { EventReader } from './events';
import { pauseBeforeNextLook } from './pace';
import { Progress } from './progress';

/** An operation that has ended: the stack's final state and everything that happened. */
export type FollowedOperation = { status: string; events: StackEvent[] };

/**
 * After a silence of so many shortest pauses (and so often again) the stack itself is asked: its end may have left no
 * event. Before the first event the stack may still show the state of before.
 */
const silentPauses = { beforeFirst: 15, after: 30 };

/** An operation that shows in neither events nor state for so long is given up, milliseconds. */
const longestStart = 15 * 60_000;

/**
 * Follows an operation to its end: hands on each event as it happens, a progress line now and then, and returns at
 * the stack's own terminal event. One request a look (and one for each nested stack at work).
 *
 * @param options.before - its status before the operation; as long as it is that one and no event has come,
 *   the operation has not begun, even if the status is a terminal one
 * @param options.planned - logical ids of what the operation touches, for the progress line and the pace
 * @param options.events - what is known of the operation already, oldest first
 * @returns undefined when the operation's signal was aborted first
 * @throws UnreachableError, or what the SDK throws; an error when the operation does not begin
 */
export async function follow(
  operation: Operation,
  reader: EventReader,
  options: {
    stackArn: string;
    before?: string;
    planned?: string[];
    events?: StackEvent[];
  },
): Promise<FollowedOperation | undefined> {
  const { stackArn, before } = options;
  const { clock, poll, calls, cloudFormation } = operation;
  const events = [...(options.events ?? [])];
  const progress = new Progress(clock, options.planned);
  const started = clock.now();
  let lastNews = started;
  let lastAsked = started;
  let ended: string | undefined;
  for (const event of events) progress.note(event);

  while (!operation.isCancelled) {
    const fresh = await reader.read();
    for (const event of fresh) {
      operation.event(event);
      operation.lastKnown = `${event.logicalId} ${event.status}`;
      progress.note(event);
      if (reader.isOfStack(event)) {
        ended = isTerminal(event.status) ? event.status : undefined;
      }
    }
    events.push(...fresh);
    if (ended) return { status: ended, events };

    const now = clock.now();
    if (fresh.length) lastNews = lastAsked = now;
    const line = progress.line();
    if (line) operation.progress(line);
    await clock.sleep(
      pauseBeforeNextLook(poll, now - lastNews, progress.isFarFromEnd),
      operation.signal,
    );
    const { beforeFirst, after } = silentPauses;
    const silent = (events.length ? after : beforeFirst) * poll.minMs;
    if (clock.now() - lastAsked >= silent && !operation.isCancelled) {
      lastAsked = clock.now();
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
export function isTerminal(status: string): boolean {
  return status.endsWith('_COMPLETE') || status.endsWith('_FAILED');
}
