import { once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';

/** Maximum time for a response, in milliseconds. */
const timeoutMs = 3_000;

/**
 * Sends a plain HTTP request through a CONNECT proxy to an address.
 *
 * @param proxy - URL of the proxy
 * @returns the status line of the response, or why there is none
 */
export async function callThrough(
  proxy: string,
  { address, host, port }: { address: string; host: string; port: number },
): Promise<string> {
  const { hostname, port: proxyPort } = new URL(proxy);
  const tunnel = request({
    host: hostname,
    port: proxyPort,
    method: 'CONNECT',
    path: `${address}:${port}`,
    timeout: timeoutMs,
  });
  tunnel.on('timeout', () => tunnel.destroy(new Error('timeout')));
  tunnel.end();
  try {
    const [response, socket] = (await once(tunnel, 'connect')) as [
      { statusCode: number },
      Socket,
    ];
    if (response.statusCode !== 200) {
      socket.destroy();
      return `refused: ${response.statusCode}`;
    }
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('timeout')));
    socket.write(
      `GET /health HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    let text = '';
    for await (const chunk of socket) text += chunk;
    return text.split('\r\n')[0] || 'closed';
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}
