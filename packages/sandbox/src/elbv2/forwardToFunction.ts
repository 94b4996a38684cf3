import { IncomingMessage, ServerResponse } from 'node:http';
import { Account, LiveResource } from '../account/Account';
import { asText } from '../account/values';
import { FunctionFailure, FunctionHost } from '../functions/FunctionHost';
import { findFunction } from '../resources/lambda';
import { isPermitted } from '../resources/permission';
import { targetGroupAttributes } from './attributes';
import { functionEvent, functionResponse } from './functionEvent';
import { Headers } from './headers';
import { sendError } from './responses';

/** Of the body of a request, and of the JSON of a response. */
const maxBytes = 1024 * 1024;
/** Of a function: its own timeout ends it earlier. */
const longestMs = 900_000;

/**
 * Forwards a request to a function.
 *
 * @returns what went wrong. Undefined if nothing.
 */
export async function forwardToFunction(
  request: IncomingMessage,
  response: ServerResponse,
  o: {
    account: Account;
    functions: FunctionHost;
    group: LiveResource;
    target: LiveResource;
    headers: Headers;
  },
): Promise<string | undefined> {
  const { physicalId: targetGroupArn, properties } = o.group;
  const isMultiValue =
    targetGroupAttributes(properties)['lambda.multi_value_headers.enabled'] ===
    'true';
  const body = await readAtMost(request, maxBytes);
  if (!body) {
    sendError(response, 413);
    return `The request exceeds ${maxBytes} bytes`;
  }
  const event = functionEvent(request, body, {
    headers: o.headers,
    targetGroupArn,
    isMultiValue,
  });
  let value: unknown;
  try {
    value = await o.functions.invoke(
      callable(o.account, targetGroupArn, asText(o.target.properties.Id)),
      event,
      longestMs,
    );
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    sendError(response, 502);
    return error.message;
  }
  const result =
    Buffer.byteLength(JSON.stringify(value) ?? '') <= maxBytes
      ? functionResponse(value, isMultiValue)
      : undefined;
  if (!result) {
    sendError(response, 502);
    return 'The result of the function is malformed or exceeds 1 MB';
  }
  if (response.destroyed) return undefined;
  response.writeHead(result.status, result.phrase, {
    server: 'awselb/2.0',
    ...result.headers,
    'content-length': String(result.body.length),
  });
  response.end(request.method === 'HEAD' ? undefined : result.body);
  return undefined;
}

/**
 * Reads a whole body. Undefined as soon as it exceeds the limit: the rest is discarded, because a client that still sends
 * would not see the response if the connection were closed.
 */
function readAtMost(
  request: IncomingMessage,
  limit: number,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) resolve(undefined);
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => resolve(undefined));
  });
}

/**
 * The name of a function that the target group may invoke.
 *
 * @throws FunctionFailure
 */
function callable(
  account: Account,
  targetGroupArn: string,
  functionArn = '',
): string {
  const isAllowed = isPermitted(account, {
    functionArn,
    principal: 'elasticloadbalancing.amazonaws.com',
    sourceArn: targetGroupArn,
  });
  const found = findFunction(account, functionArn);
  if (isAllowed && found) return found.physicalId;
  throw new FunctionFailure(
    'AccessDenied',
    `elasticloadbalancing principal does not have permission to invoke ${functionArn} from target group ${targetGroupArn}`,
  );
}
