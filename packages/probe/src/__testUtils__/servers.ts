import { createServer as createHttp, RequestListener } from 'node:http';
import { createServer as createHttps, ServerOptions } from 'node:https';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A server on a loopback port. */
export type Running = { port: number; close(): Promise<void> };

/** Listens on an ephemeral loopback port. `close` destroys open connections. */
export async function listen(server: Server): Promise<Running> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        sockets.forEach(socket => socket.destroy());
      }),
  };
}

/** Starts an HTTPS server. */
export function startHttps(
  options: ServerOptions,
  handler: RequestListener,
): Promise<Running> {
  const server = createHttps(options, handler);
  server.on('tlsClientError', () => {});
  server.on('clientError', (_, socket) => socket.destroy());
  return listen(server);
}

/** Starts a TCP server that calls `onConnection` for each connection. */
export function startTcp(
  onConnection: (socket: Socket) => void,
): Promise<Running> {
  return listen(createServer(onConnection));
}

/** What the proxy does for one address: forward to a loopback port, or respond itself. */
export type Route =
  | number
  | 'silent'
  | { status: number; headers?: Record<string, string> };

/**
 * Starts a CONNECT proxy. `routes` maps an address such as `10.0.0.1:443` to its destination, `lines` lists the
 * requested addresses.
 */
export async function startTunnel(routes: Record<string, Route>) {
  const lines: string[] = [];
  const server = createHttp((_, response) => response.writeHead(405).end());
  const upstreams = new Set<Socket>();
  server.on('connect', (request, socket: Socket) => {
    socket.on('error', () => {});
    lines.push(request.url!);
    const route = routes[request.url!] ?? { status: 403 };
    if (route === 'silent') return;
    if (typeof route === 'object') {
      const headers = Object.entries(route.headers ?? {});
      socket.end(
        [
          `HTTP/1.1 ${route.status} No`,
          ...headers.map(([name, value]) => `${name}: ${value}`),
          '\r\n',
        ].join('\r\n'),
      );
      return;
    }
    const upstream = connect(route, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstreams.add(upstream);
    upstream.on('error', () => socket.resetAndDestroy());
    socket.on('close', () => upstream.destroy());
  });
  const running = await listen(server);
  return {
    url: `http://127.0.0.1:${running.port}`,
    lines,
    close: async () => {
      upstreams.forEach(socket => socket.destroy());
      await running.close();
    },
  };
}
