import { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { RequestCounts } from './RequestCounts';
import { PROTOCOL_ERRORS, RequestFaults } from './RequestFaults';

/** The counters and faults that apply to every API request. */
export type Gate = { faults: RequestFaults; counts: RequestCounts };

/**
 * Counts a request and applies the configured faults.
 *
 * @returns whether to run the operation. False means that the connection has
 *   been reset.
 * @throws AwsError the protocol's error for a throttled or failed request
 */
export async function passGate(
  { faults, counts }: Gate,
  protocol: keyof typeof PROTOCOL_ERRORS,
  operation: string,
  response: ServerResponse,
): Promise<boolean> {
  counts.add(operation);
  const delay = faults.delayOf(operation);
  if (delay > 0) await setTimeout(delay);
  const fault = faults.draw(operation);
  switch (fault) {
    case undefined:
      return true;
    case 'resetBefore':
      resetConnection(response);
      return false;
    case 'resetAfter':
      dropResponse(response);
      return true;
    default:
      throw PROTOCOL_ERRORS[protocol][fault]();
  }
}

function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}

/** The operation runs, but the connection is reset instead of sending its response. */
function dropResponse(response: ServerResponse): void {
  Object.assign(response, {
    writeHead: () => response,
    write: () => true,
    end: () => {
      resetConnection(response);
      return response;
    },
  });
}
