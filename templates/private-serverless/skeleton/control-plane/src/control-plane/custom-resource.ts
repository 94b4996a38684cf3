/** A request of CloudFormation: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export type Request<Properties> = {
  /** `Create`, `Update` or `Delete`. */
  RequestType: string;
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  /** Absent in a creation. */
  PhysicalResourceId?: string;
  ResourceProperties: Properties;
};

/** Response URLs accept at most 4 kB. */
const maxReasonLength = 1_000;
const maxAttempts = 3;
/** Timeout of each attempt to send the response, in milliseconds. */
const attemptTimeoutMs = 2_000;
/** Milliseconds that `respond` needs at most, with its delays. */
export const respondMs = 8_000;

/**
 * Responds to CloudFormation, which otherwise waits until a timeout. Retries if the response is not accepted.
 *
 * @param failure - why the request failed. Undefined if it succeeded
 * @throws Error if CloudFormation did not accept the response. Lambda then invokes the function again
 */
export async function respond(
  { LogicalResourceId, RequestId, ResponseURL, StackId }: Request<unknown>,
  PhysicalResourceId: string,
  failure?: string,
): Promise<void> {
  const body = JSON.stringify({
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: failure?.slice(0, maxReasonLength),
    PhysicalResourceId,
    LogicalResourceId,
    RequestId,
    StackId,
  });
  for (let attempt = 1; ; attempt++) {
    const problem = await send(ResponseURL, body);
    if (!problem) return;
    if (attempt === maxAttempts) throw new Error(`CloudFormation did not accept the response: ${problem}`);
    await new Promise(resolve => setTimeout(resolve, attempt * 300));
  }
}

/** @returns why the response was not accepted. Never contains the URL, which is signed */
async function send(url: string, body: string): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(url, {
      method: 'PUT',
      body,
      // The URL is signed without a content type.
      headers: { 'content-type': '' },
      signal: AbortSignal.timeout(attemptTimeoutMs),
    });
    return ok ? undefined : `HTTP ${status}`;
  } catch (error) {
    return (error as Error).name;
  }
}

/** The name and the message of an error, as the reason of a failed request. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
