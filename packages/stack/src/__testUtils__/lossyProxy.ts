import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of an AWS endpoint that forwards requests and loses responses. */
export type LossyProxy = { url: string; close(): void };

/**
 * Starts a lossy proxy.
 *
 * @param loses - called with the `Action` of each request; returns true to lose the response
 */
export async function startLossyProxy(
  endpoint: string,
  loses: (action: string) => boolean,
): Promise<LossyProxy> {
  const target = new URL(endpoint);
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const action = new URLSearchParams(body.toString()).get('Action') ?? '';
    const forwarded = request({
      hostname: target.hostname,
      port: target.port,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
    });
    forwarded.end(body);
    const [answer] = await once(forwarded, 'response');
    if (loses(action)) {
      answer.resume();
      await once(answer, 'end');
      outgoing.socket!.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
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
