import { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './errors';

/**
 * Reads a whole request body.
 *
 * @param limit - maximum size in bytes
 * @throws AwsError `RequestEntityTooLarge` for a larger body
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
        `The request body exceeds the limit of ${limit} bytes`,
        413,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Sends a complete response. Does nothing if the client has disconnected. */
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

/** Sends a JSON response. */
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
