import { connect, Socket } from 'node:net';
import { createServer } from 'node:net';
import { listen, Route } from './servers';

/**
 * Starts a SOCKS5 proxy for IPv4 and IPv6 addresses. `routes` maps an address to a loopback port, or to the reply code
 * of RFC 1928.
 * @param credentials - required, if given
 */
export async function startSocks(
  routes: Record<string, number | { reply: number } | 'silent'>,
  credentials?: { username: string; password: string },
) {
  const lines: string[] = [];
  const server = createServer(socket => {
    socket.on('error', () => {});
    serve(socket).catch(() => socket.destroy());
  });

  async function serve(socket: Socket) {
    const methods = [...(await next(socket)).subarray(2)];
    if (credentials) {
      if (!methods.includes(2)) return socket.end(Buffer.from([5, 0xff]));
      socket.write(Buffer.from([5, 2]));
      const text = (await next(socket)).toString('latin1');
      const { username, password } = credentials;
      const expected = `\x01${String.fromCharCode(
        username.length,
      )}${username}${String.fromCharCode(password.length)}${password}`;
      if (text !== expected) return socket.end(Buffer.from([1, 1]));
      socket.write(Buffer.from([1, 0]));
    } else {
      socket.write(Buffer.from([5, 0]));
    }
    const request = await next(socket);
    const address =
      request[3] === 1
        ? [...request.subarray(4, 8)].join('.')
        : `[${request.subarray(4, 20).toString('hex')}]`;
    const line = `${address}:${request.readUInt16BE(request.length - 2)}`;
    lines.push(line);
    const route: Route | { reply: number } = routes[line] ?? { reply: 2 };
    if (route === 'silent') return undefined;
    const answer = (reply: number) =>
      Buffer.from([5, reply, 0, 1, 10, 0, 0, 1, 0, 80]);
    if (typeof route !== 'number') {
      return socket.end(answer('reply' in route ? route.reply : 1));
    }
    const upstream = connect(route, '127.0.0.1', () => {
      socket.write(answer(0));
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    return undefined;
  }

  const running = await listen(server);
  return { ...running, url: `socks5://127.0.0.1:${running.port}`, lines };
}

function next(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('data', data => resolve(data as Buffer));
    socket.once('close', () => reject(new Error('closed')));
  });
}
