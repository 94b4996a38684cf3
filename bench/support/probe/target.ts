import { createServer as createHttp } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { domain, startDns } from '../../../lab/support/dns';
import { addresses } from '../../../lab/support/network';
import { listen, startHttps } from '../../../lab/support/servers';
import { serve } from './worker';

/** What the process does. */
export type TargetRequest =
  | {
      kind: 'start';
      /** PEM, for `*.lab.test`. */
      cert: string;
      key: string;
      /** Number of names that lead to the healthy server, and of those that lead to an address that is silent. */
      names: { healthy: number; silent: number };
    }
  /** Size of the largest new ClientHello that arrived on {@link helloPort}, in bytes of its record. */
  | { kind: 'helloSize' };

/** The CONNECT proxy. */
export const proxyPort = 3128;
/** Reads a ClientHello and closes the connection. */
export const helloPort = 8444;

let helloSize = 0;

/**
 * The other side of the bench, in one process, so that its CPU time does not count: DNS, an HTTPS server, and a CONNECT proxy
 * that takes a request for a silent address and sends nothing, as proxies do while they wait for the target.
 */
async function handle(request: TargetRequest): Promise<number> {
  if (request.kind === 'helloSize') {
    const size = helloSize;
    helloSize = 0;
    return size;
  }
  const { cert, key, names } = request;
  const zone = new Map([
    [`target.${domain}`, { a: [addresses.healthy] }],
    [`control.${domain}`, { a: [addresses.healthy] }],
  ]);
  for (let i = 0; i < names.healthy; i += 1) {
    zone.set(`h${i}.${domain}`, { a: [addresses.healthy] });
  }
  for (let i = 0; i < names.silent; i += 1) {
    zone.set(`s${i}.${domain}`, { a: [addresses.silent] });
  }
  await startDns(zone, { port: 53, edns: true });
  await startHttps({ cert, key }, addresses.healthy, 443);
  await listen(createServer(readHello), addresses.healthy, helloPort);
  await listen(proxy(), addresses.healthy, proxyPort);
  return 0;
}

function readHello(socket: Socket) {
  let received = Buffer.alloc(0);
  socket.on('data', data => {
    received = Buffer.concat([received, data]);
    // RFC 8446 section 5.1: type, version, and the length in two bytes.
    const size = received.length < 5 ? Infinity : 5 + received.readUInt16BE(3);
    if (received.length < size) return;
    helloSize = Math.max(helloSize, size);
    socket.destroy();
  });
}

function proxy() {
  const server = createHttp();
  server.on('connect', (request, client: Socket) => {
    client.on('error', () => {});
    const [host, port] = request.url!.split(':');
    if (host === addresses.silent) return;
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client);
      client.pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  return server;
}

if (require.main === module) serve(handle);
