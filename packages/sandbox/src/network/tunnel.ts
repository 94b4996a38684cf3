import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { listen } from '../ports';
import { Hosts } from './hosts';

/**
 * How long a connection to a dropped address stays open before the tunnel
 * responds with 504.
 */
const dropMs = 60_000;

/** An HTTP proxy on loopback that supports CONNECT only. */
export type Tunnel = { port: number; close(): Promise<void> };

/**
 * Starts the proxy into the stacks' VPCs. It stands for the proxy on a bastion.
 *
 * `CONNECT address:443` connects to the network interface with that address, if
 * its security groups allow it.
 */
export async function startTunnel(
  port: number,
  o: {
    hosts: Hosts;
    /** The VPC of the proxy. @defaultValue it is in all VPCs */
    vpcId?: string;
  },
): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const proxy = createServer((_, response) => {
    response.writeHead(405, { 'content-type': 'text/plain' });
    response.end(
      'This is the CONNECT proxy of the sandbox. Use the method CONNECT.\n',
    );
  });
  proxy.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.on('connect', (request, duplex, head: Buffer) => {
    const socket = duplex as Socket;
    socket.on('error', () => socket.destroy());
    const attempt = o.hosts.fromCorporate(request.url ?? '', o.vpcId);
    if (attempt.kind === 'rejected') {
      const body = `${attempt.reason}\n`;
      socket.end(
        `HTTP/1.1 ${attempt.status}\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    if (attempt.kind === 'dropped') {
      // A security group drops packets, so the caller runs into a timeout.
      const timer = setTimeout(() => {
        socket.end('HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\n\r\n');
      }, dropMs);
      socket.once('close', () => clearTimeout(timer));
      socket.resume();
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    attempt.accept(socket);
  });
  const actualPort = await listen(proxy, port);
  return {
    port: actualPort,
    async close() {
      const closed = new Promise<void>(resolve => {
        proxy.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
