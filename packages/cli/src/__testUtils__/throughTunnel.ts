import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';

/**
 * Requests a URL through a CONNECT proxy at an address, whatever the name resolves to. The certificate must be valid for the name.
 *
 * @returns the status
 */
export async function throughTunnel(
  url: string,
  o: { proxy: string; address: string; ca: string },
): Promise<number | undefined> {
  const { hostname, pathname } = new URL(url);
  const proxy = new URL(o.proxy);
  const tunnel = request({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: `${o.address}:443`,
  }).end();
  const [, socket] = (await once(tunnel, 'connect')) as [unknown, Socket];
  const tls = connect({ socket, servername: hostname, ca: o.ca });
  await once(tls, 'secureConnect');
  const sent = httpsRequest({
    createConnection: () => tls,
    path: pathname,
    headers: { host: hostname, connection: 'close' },
  }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}
