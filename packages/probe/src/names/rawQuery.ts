import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { randomInt } from 'node:crypto';
import * as dnsPacket from 'dns-packet';
import { errorCode } from '../ProbeFailure';
import { NameServer } from './NameServer';

/** What a resolver answered, with the parts that an ordinary lookup hides. */
export type RawAnswer = {
  rcode: string;
  addresses: string[];
  /** Shortest TTL of the addresses in seconds. */
  ttl?: number;
  /** Whether the answer has a SOA record, which a true "no such record" has (RFC 2308). */
  hasSoa: boolean;
  /** Extended DNS error (RFC 8914), if the resolver sends one. */
  extendedError?: { code: number; text: string };
  /** Text of a TXT record in the additional section: Knot Resolver explains there why it refuses. */
  explanation?: string;
};

/** No answer, with the code of the system: `ETIMEOUT`, `ECONNREFUSED` and others. */
export type NoAnswer = { noAnswer: string };

const udpPayloadSize = 1232;

/**
 * Sends one query with EDNS.
 * @param timeoutMs - time until `ETIMEOUT`
 */
export async function rawQuery(
  server: NameServer,
  name: string,
  type: 'A' | 'AAAA' | 'TXT',
  timeoutMs = 1000,
): Promise<RawAnswer | NoAnswer> {
  const query: dnsPacket.Packet = {
    type: 'query',
    id: randomInt(0, 65536),
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type, name }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize,
        flags: 0,
        options: [],
        ednsVersion: 0,
        extendedRcode: 0,
        // eslint-disable-next-line camelcase
        flag_do: false,
      },
    ],
  };
  try {
    const exchange = server.protocol === 'tcp' ? overTcp : overUdp;
    const packet = await exchange(server, query, timeoutMs);
    // A truncated answer is complete over TCP.
    return toAnswer(
      packet.flag_tc && server.protocol === 'udp'
        ? await overTcp(server, query, timeoutMs)
        : packet,
      type,
    );
  } catch (error) {
    return { noAnswer: errorCode(error) || 'EBADRESP' };
  }
}

/** Whether a response belongs to the query. */
function isResponse(
  packet: dnsPacket.DecodedPacket,
  query: dnsPacket.Packet,
): boolean {
  return packet.id === query.id && packet.type === 'response';
}

function timeoutError() {
  return Object.assign(new Error('timeout'), { code: 'ETIMEOUT' });
}

function overUdp(
  { address, port }: NameServer,
  query: dnsPacket.Packet,
  timeoutMs: number,
): Promise<dnsPacket.DecodedPacket> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  return new Promise<dnsPacket.DecodedPacket>((resolve, reject) => {
    const timer = setTimeout(() => reject(timeoutError()), timeoutMs);
    socket.once('close', () => clearTimeout(timer));
    socket.once('error', reject);
    socket.on('message', message => {
      try {
        const packet = dnsPacket.decode(message);
        if (isResponse(packet, query)) resolve(packet);
      } catch (error) {
        reject(error);
      }
    });
    // Connected, so that an unreachable resolver is an error instead of a timeout.
    socket.connect(port, address, () => socket.send(dnsPacket.encode(query)));
  }).finally(() => socket.close());
}

function overTcp(
  { address, port }: NameServer,
  query: dnsPacket.Packet,
  timeoutMs: number,
): Promise<dnsPacket.DecodedPacket> {
  const socket = connect({ host: address, port, autoSelectFamily: false });
  return new Promise<dnsPacket.DecodedPacket>((resolve, reject) => {
    const timer = setTimeout(() => reject(timeoutError()), timeoutMs);
    socket.once('close', () => {
      clearTimeout(timer);
      reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    });
    socket.on('error', reject);
    let received = Buffer.alloc(0);
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk as Buffer]);
      if (received.length < 2) return;
      if (received.length < received.readUInt16BE(0) + 2) return;
      try {
        resolve(dnsPacket.streamDecode(received) as dnsPacket.DecodedPacket);
      } catch (error) {
        reject(error);
      }
    });
    socket.once('connect', () => socket.write(dnsPacket.streamEncode(query)));
  }).finally(() => socket.destroy());
}

function toAnswer(
  packet: dnsPacket.DecodedPacket,
  type: 'A' | 'AAAA' | 'TXT',
): RawAnswer {
  const records = (packet.answers ?? []).flatMap(answer =>
    answer.type === type && type !== 'TXT'
      ? [answer as { data: string; ttl?: number }]
      : [],
  );
  const ttls = records.map(({ ttl }) => ttl ?? 0);
  return {
    // dns-packet decodes the four bits of the header into a name.
    rcode: (packet as { rcode?: string }).rcode ?? 'UNKNOWN',
    addresses: records.map(({ data }) => data),
    ...(ttls.length > 0 && { ttl: Math.min(...ttls) }),
    hasSoa: (packet.authorities ?? []).some(({ type: kind }) => kind === 'SOA'),
    extendedError: extendedErrorOf(packet),
    explanation: explanationOf(packet),
  };
}

const extendedErrorOption = 15;

function extendedErrorOf(
  packet: dnsPacket.DecodedPacket,
): RawAnswer['extendedError'] {
  for (const record of packet.additionals ?? []) {
    if (record.type !== 'OPT') continue;
    const options = record.options as unknown as Array<{
      code: number;
      data?: Buffer;
    }>;
    const data = options.find(({ code }) => code === extendedErrorOption)?.data;
    if (data && data.length >= 2) {
      return {
        code: data.readUInt16BE(0),
        text: printable(data.subarray(2, 202).toString('utf8')),
      };
    }
  }
  return undefined;
}

function explanationOf(packet: dnsPacket.DecodedPacket): string | undefined {
  const text = (packet.additionals ?? []).find(({ type }) => type === 'TXT');
  if (!text) return undefined;
  return printable(
    [(text as { data: unknown }).data]
      .flat()
      .map(part => String(part))
      .join('')
      .slice(0, 200),
  );
}

/** Without characters that control a terminal or the direction of text: anybody can write a text of DNS. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
