import { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './errors';

/**
 * Reads a whole request body.
 *
 * @param limit - bytes; more than that is refused with `RequestEntityTooLarge`
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw new AwsError(
        'RequestEntityTooLarge',
        `The request body is larger than ${limit} bytes`,
        413,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends one complete answer; does nothing when the client has gone. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer = '',
): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  response.writeHead(status, {
    'content-length': String(bytes.length),
    ...headers,
  });
  response.end(bytes);
}

/** Sends a JSON answer. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  send(
    response,
    status,
    { 'content-type': 'application/json', ...headers },
    JSON.stringify(value),
  );
}
