import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Starts a proxy in front of an endpoint of EC2 that changes the text of each response.
 *
 * @returns its URL, and a function that stops it
 */
export async function startChangingProxy(
  endpoint: string,
  change: (body: string) => string,
): Promise<{ url: string; close(): void }> {
  const server = createServer(async (incoming, outgoing) => {
    const { headers, method } = incoming;
    const forwarded = request(endpoint, { method, headers }, async answer => {
      outgoing.writeHead(answer.statusCode ?? 502, {
        'content-type': 'text/xml',
      });
      outgoing.end(change(await text(answer)));
    });
    forwarded.end(await text(incoming));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
