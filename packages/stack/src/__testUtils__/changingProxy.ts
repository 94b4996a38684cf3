import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of an AWS endpoint that forwards requests and changes the responses. */
export type ChangingProxy = { url: string; close(): void };

/**
 * Starts a changing proxy.
 *
 * @param change - receives the `Action` of the request and the text of the response, returns the text to respond with
 */
export async function startChangingProxy(
  endpoint: string,
  change: (action: string, text: string) => string,
): Promise<ChangingProxy> {
  const target = new URL(endpoint);
  const server = createServer(async (incoming, outgoing) => {
    const body = await textOf(incoming);
    const forwarded = request({
      hostname: target.hostname,
      port: target.port,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
    });
    forwarded.end(body);
    const [answer] = await once(forwarded, 'response');
    const action = new URLSearchParams(body).get('Action') ?? '';
    const text = change(action, await textOf(answer));
    outgoing.writeHead(answer.statusCode, { 'content-type': 'text/xml' });
    outgoing.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
