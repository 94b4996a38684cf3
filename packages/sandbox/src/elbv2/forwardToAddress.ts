import {
  IncomingMessage,
  OutgoingHttpHeaders,
  request as httpRequest,
  ServerResponse,
} from 'node:http';
import { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConnectError } from './connect';
import { Headers, passedHeaders } from './headers';
import { sendError } from './responses';

/**
 * Forwards a request to a target and its response to the client.
 *
 * @param connect - opens the connection; throws ConnectError
 * @param idleMs - how long the target may take without sending anything
 * @returns what went wrong. Undefined if nothing.
 */
export async function forwardToAddress(
  request: IncomingMessage,
  response: ServerResponse,
  o: { headers: Headers; connect(): Promise<Duplex>; idleMs: number },
): Promise<string | undefined> {
  let socket: Duplex;
  try {
    socket = await o.connect();
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    // The client must not wait until its own body is sent.
    request.resume();
    sendError(response, error.kind === 'timeout' ? 504 : 502);
    return error.message;
  }
  if (response.closed) {
    socket.destroy();
    return 'The client closed the connection';
  }
  response.once('close', () => socket.destroy());
  let isIdle = false;
  let timer: NodeJS.Timeout | undefined;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isIdle = true;
      socket.destroy();
    }, o.idleMs);
  };
  restart();
  try {
    const answer = await exchange(request, socket, o.headers);
    answer.on('data', restart);
    response.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      passedHeaders(answer) as OutgoingHttpHeaders,
    );
    await pipeline(answer, response);
    return undefined;
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendError(response, isIdle ? 504 : 502);
    return isIdle ? 'The target did not respond in time' : String(error);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Sends a request over a connection. Resolves with the start of the response. */
function exchange(
  request: IncomingMessage,
  socket: Duplex,
  headers: Headers,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    const outgoing = httpRequest({
      createConnection: () => socket,
      method: request.method,
      path: request.url,
      setHost: false,
      headers: {
        ...headers,
        ...(isChunked ? { 'Transfer-Encoding': 'chunked' } : {}),
        Connection: 'close',
      },
    });
    outgoing.once('response', resolve);
    outgoing.on('error', reject);
    socket.once('close', () => reject(new Error('The target closed')));
    request.on('error', reject);
    request.pipe(outgoing);
  });
}
