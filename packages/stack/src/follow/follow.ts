import { readStack } from '../session/describe';
import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { isTerminal } from '../session/states';
import type { EventReader } from './EventReader';
import { pollInterval } from './pollInterval';
import { Progress } from './Progress';

/** A stack operation that has ended: the final state of the stack, and all events of the operation. */
export type Followed = { status: string; events: StackEvent[] };

/**
 * Number of shortest poll intervals without an event, after which the stack itself is described: a stack operation may
 * have ended without an event. Before the first event, the stack may still have its previous state.
 */
const silentIntervals = { beforeFirst: 15, after: 30 };

/** Maximum time to wait for a sign of the stack operation in the events or the state of the stack, in milliseconds. */
const maxStartMs = 15 * 60_000;

/**
 * Follows a stack operation to its end: reports each event as it happens and a progress line every 15 seconds, and
 * returns at the final event of the stack.
 *
 * @param options.statusBefore - status of the stack before the stack operation. While the stack has it and no event has
 *   arrived, the stack operation has not started, even if the status is a final one
 * @param options.planned - logical IDs of the resources that change, for the progress line and the poll interval
 * @param options.events - events of the stack operation that are already known, oldest first
 * @returns undefined when the session was canceled first
 * @throws UnreachableError, or what the SDK throws; an error when the stack operation does not start
 */
export async function follow(
  session: StackSession,
  reader: EventReader,
  options: {
    stackArn: string;
    statusBefore?: string;
    planned?: string[];
    events?: StackEvent[];
  },
): Promise<Followed | undefined> {
  const { stackArn, statusBefore } = options;
  const { clock, poll } = session;
  const events = [...(options.events ?? [])];
  const progress = new Progress(clock, options.planned);
  const started = clock.now();
  let lastEvent = started;
  let lastRead = started;
  let ended: string | undefined;
  for (const event of events) progress.note(event);

  while (!session.isCancelled) {
    const fresh = await reader.read();
    for (const event of fresh) {
      session.report(event);
      progress.note(event);
      if (reader.isOfStack(event)) {
        ended = isTerminal(event.status) ? event.status : undefined;
      }
    }
    events.push(...fresh);
    if (ended) return { status: ended, events };

    const now = clock.now();
    if (fresh.length) lastEvent = lastRead = now;
    const line = progress.line();
    if (line) session.progress(line);
    await clock.sleep(
      pollInterval(poll, now - lastEvent, progress.isFarFromEnd),
      session.signal,
    );
    const { beforeFirst, after } = silentIntervals;
    const silentMs = (events.length ? after : beforeFirst) * poll.minMs;
    if (clock.now() - lastRead >= silentMs && !session.isCancelled) {
      lastRead = clock.now();
      const stack = await readStack(session, stackArn);
      // The next iteration reads the last events.
      if (!stack) {
        ended = 'DELETE_COMPLETE';
      } else if (events.length || stack.status !== statusBefore) {
        if (isTerminal(stack.status)) ended = stack.status;
      } else if (clock.now() - started > maxStartMs) {
        throw new Error(
          `no event for ${
            maxStartMs / 60_000
          } minutes, and the stack is still in ${statusBefore}`,
        );
      }
    }
  }
  return undefined;
}
