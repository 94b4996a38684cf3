import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { Server, Socket } from 'node:net';

/** A server of the lab itself. */
export type Closable = { close(): Promise<void> };

const health: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"status":"ok"}');
};

/** Starts an HTTPS server that is healthy. */
export function startHttps(
  options: ServerOptions,
  address: string,
  port: number,
): Promise<Closable> {
  const server = createHttps(options, health);
  server.on('tlsClientError', () => {});
  return listen(server, address, port);
}

/** Starts an HTTP server that is healthy, for programs that terminate TLS. */
export function startHttp(address: string, port: number): Promise<Closable> {
  return listen(createHttp(health), address, port);
}

/** Listens. `close` destroys open connections. */
export async function listen(
  server: Server,
  address: string,
  port: number,
): Promise<Closable> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return {
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        sockets.forEach(socket => socket.destroy());
      }),
  };
}
