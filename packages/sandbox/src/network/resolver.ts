import { createSocket, Socket as UdpSocket } from 'node:dgram';
import { createServer, isIPv4, isIPv6, Socket } from 'node:net';
import * as dnsPacket from 'dns-packet';
import { listen } from '../ports';

const ttlSeconds = 60;
/** Limit of DNS over UDP without EDNS (RFC 1035). */
const maxUdpBytes = 512;
const idleMs = 10_000;

/** A DNS server on loopback, UDP and TCP on one port. */
export type Resolver = { port: number; close(): Promise<void> };

type Lookup = (name: string) => string[] | undefined;

/**
 * Starts the resolver.
 *
 * @param port - 0 selects a free port
 * @param lookup - IPv4 and IPv6 addresses of a name. Undefined means NXDOMAIN.
 * @throws Error of the socket, e.g. `EADDRINUSE`
 */
export async function startResolver(
  port: number,
  lookup: Lookup,
): Promise<Resolver> {
  // A port that is free for TCP may be in use for UDP, so try again with another one.
  for (let attempt = 1; ; attempt++) {
    const sockets = new Set<Socket>();
    const tcp = createServer(socket => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      serveTcp(socket, lookup);
    });
    const actualPort = await listen(tcp, port);
    try {
      const udp = await bindUdp(actualPort, lookup);
      return {
        port: actualPort,
        async close() {
          for (const socket of sockets) socket.destroy();
          await Promise.all([
            new Promise<void>(resolve => {
              udp.close(() => resolve());
            }),
            new Promise<void>(resolve => {
              tcp.close(() => resolve());
            }),
          ]);
        },
      };
    } catch (error) {
      await new Promise(resolve => {
        tcp.close(resolve);
      });
      if (port !== 0 || attempt === 10) throw error;
    }
  }
}

function bindUdp(port: number, lookup: Lookup): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const udp = createSocket('udp4');
    udp.once('error', reject);
    udp.on('message', (message, peer) => {
      const reply = replyTo(message, lookup);
      if (!reply) return;
      const bytes = dnsPacket.encode(
        dnsPacket.encodingLength(reply) <= maxUdpBytes
          ? reply
          : {
              ...reply,
              answers: [],
              flags: (reply.flags ?? 0) | dnsPacket.TRUNCATED_RESPONSE,
            },
      );
      udp.send(bytes, peer.port, peer.address, () => {});
    });
    udp.bind(port, '127.0.0.1', () => {
      udp.off('error', reject);
      // An ICMP error from a client's closed port must not stop the server.
      udp.on('error', () => {});
      resolve(udp);
    });
  });
}

function serveTcp(socket: Socket, lookup: Lookup): void {
  let pending = Buffer.alloc(0);
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', data => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 2) {
      const size = pending.readUInt16BE(0);
      if (pending.length < size + 2) return;
      const reply = replyTo(pending.subarray(2, size + 2), lookup);
      if (!reply) {
        socket.destroy();
        return;
      }
      socket.write(dnsPacket.streamEncode(reply));
      pending = pending.subarray(size + 2);
    }
  });
}

/** Which addresses are in the answer for a type of record. Other types have none. */
const isOfType: Record<string, (address: string) => boolean> = {
  A: isIPv4,
  AAAA: isIPv6,
};
const none = () => false;

/** The reply to a query. Undefined if the message is not a valid query. */
function replyTo(
  message: Buffer,
  lookup: Lookup,
): dnsPacket.Packet | undefined {
  let query: dnsPacket.Packet;
  try {
    query = dnsPacket.decode(message);
  } catch {
    return undefined;
  }
  const question = query.questions?.[0];
  if (query.type !== 'query' || !question) return undefined;
  const addresses = lookup(question.name);
  const rotated =
    addresses &&
    rotate(addresses.filter(isOfType[String(question.type)] ?? none));
  const base: dnsPacket.Packet = {
    type: 'response',
    id: query.id,
    questions: [question],
    answers: [],
  };
  const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE;
  if (!rotated) return { ...base, flags: flags | 3 };
  return {
    ...base,
    flags,
    answers: rotated.map(data => ({
      type: question.type as 'A' | 'AAAA',
      class: 'IN',
      name: question.name,
      ttl: ttlSeconds,
      data,
    })),
  };
}

/**
 * Rotates the addresses at random, as AWS's resolver does, so that clients use
 * all of them.
 */
function rotate(addresses: string[]): string[] {
  const start = Math.floor(Math.random() * addresses.length);
  return [...addresses.slice(start), ...addresses.slice(0, start)];
}
