import { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { RequestCounts } from '../control/requestCounts';
import { REFUSALS, RequestFaults } from '../control/requestFaults';

/** What every request of the API passes before its operation. */
export type Gate = { faults: RequestFaults; counts: RequestCounts };

/**
 * Counts a request and lets the faults in force hit it.
 *
 * Throws the protocol's own error for one that is throttled or fails.
 *
 * @returns whether its operation is to be carried out; false: the connection
 *   is gone. Its answer may still be lost on the way.
 */
export async function passGate(
  { faults, counts }: Gate,
  protocol: keyof typeof REFUSALS,
  operation: string,
  response: ServerResponse,
): Promise<boolean> {
  counts.add(operation);
  const delay = faults.delayOf(operation);
  if (delay > 0) await setTimeout(delay);
  const hit = faults.draw(operation);
  switch (hit) {
    case undefined:
      return true;
    case 'resetBefore':
      cut(response);
      return false;
    case 'resetAfter':
      loseAnswer(response);
      return true;
    default:
      throw REFUSALS[protocol][hit]();
  }
}

function cut(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}

/** The operation answers as ever, but the connection breaks instead. */
function loseAnswer(response: ServerResponse): void {
  Object.assign(response, {
    writeHead: () => response,
    write: () => true,
    end: () => {
      cut(response);
      return response;
    },
  });
}
