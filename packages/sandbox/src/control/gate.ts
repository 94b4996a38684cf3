import { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { callerOf } from '../protocol/caller';
import { Denials, DENIED } from './Denials';
import { RequestCounts } from './RequestCounts';
import { PROTOCOL_ERRORS, RequestFaults } from './RequestFaults';

/** The counters, faults and denials that apply to every API request. */
export type Gate = {
  faults: RequestFaults;
  counts: RequestCounts;
  denials: Denials;
};

/**
 * Counts a request and applies the configured faults and denials.
 *
 * @returns whether to run the operation. False means that the connection has
 *   been reset.
 * @throws AwsError the protocol's error for a throttled, failed or denied request
 */
export async function passGate(
  { faults, counts, denials }: Gate,
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
      break;
    case 'resetBefore':
      resetConnection(response);
      return false;
    case 'resetAfter':
      dropResponse(response);
      break;
    default:
      throw PROTOCOL_ERRORS[protocol][fault]();
  }
  const { accessKeyId = '', service = '' } = callerOf(response.req) ?? {};
  const reason = denials.reason(accessKeyId, service, operation);
  if (reason) throw DENIED[protocol](reason);
  return true;
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
