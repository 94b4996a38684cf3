import { createSocket } from 'node:dgram';
import { AddressInfo } from 'node:net';
import * as dnsPacket from 'dns-packet';

/** Answers of the server by name. A name that is not listed does not exist. */
export type Zone = Record<
  string,
  {
    a?: string[];
    aaaa?: string[];
    /** Response code instead of an answer, for both record types. */
    rcode?: 'SERVFAIL' | 'REFUSED' | 'NXDOMAIN';
    /** Whether the server does not respond. */
    silent?: boolean | 'AAAA';
    /** Delay of the answers of one record type. */
    delayMs?: Partial<Record<'A' | 'AAAA', number>>;
    /** Whether the server does not respond to the first query. */
    dropFirst?: boolean;
    aaaaRcode?: 'SERVFAIL';
    /** Response code for A records only. */
    aRcode?: 'SERVFAIL';
    /** Whether the server removes the addresses, and leaves an answer without a SOA record. */
    stripped?: boolean;
    /** Additional records, such as an explanation. */
    additionals?: dnsPacket.Answer[];
  }
>;

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

/** Says for how long the absence of a record may be cached, as every zone does (RFC 2308). */
const soa: dnsPacket.Answer = {
  type: 'SOA',
  name: 'acme.test',
  ttl: 60,
  data: {
    mname: 'ns.acme.test',
    rname: 'admin.acme.test',
    serial: 1,
    refresh: 60,
    retry: 60,
    expire: 60,
    minimum: 60,
  },
};

/** A DNS server on a loopback port. `zone` can change while it runs. */
export async function startDns(zone: Zone) {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  let closed = false;
  socket.on('message', (message, peer) => {
    const query = dnsPacket.decode(message);
    const { name, type } = query.questions![0];
    questions.push(`${type} ${name}`);
    const entry = zone[name.toLowerCase()];
    if (entry?.silent === true || entry?.silent === type) return;
    if (entry?.dropFirst) {
      entry.dropFirst = false;
      return;
    }
    let rcode: keyof typeof rcodes = entry ? 'NOERROR' : 'NXDOMAIN';
    if (entry?.rcode) rcode = entry.rcode;
    if (entry?.aaaaRcode && type === 'AAAA') rcode = entry.aaaaRcode;
    if (entry?.aRcode && type === 'A') rcode = entry.aRcode;
    const records: Record<string, string[] | undefined> = {
      A: entry?.a,
      AAAA: entry?.aaaa,
    };
    const addresses = entry?.stripped ? [] : records[type] ?? [];
    const isStripped = entry?.stripped && (records[type]?.length ?? 0) > 0;
    const answer = dnsPacket.encode({
      type: 'response',
      id: query.id,
      // eslint-disable-next-line no-bitwise
      flags: dnsPacket.RECURSION_AVAILABLE | rcodes[rcode],
      questions: query.questions,
      answers:
        rcode === 'NOERROR'
          ? addresses.map(data => ({
              type: type as 'A' | 'AAAA',
              name,
              ttl: 300,
              data,
            }))
          : [],
      authorities:
        addresses.length > 0 || isStripped || rcode === 'REFUSED' ? [] : [soa],
      additionals: entry?.additionals ?? [],
    });
    const delayMs = entry?.delayMs?.[type as 'A' | 'AAAA'] ?? 0;
    setTimeout(() => {
      if (!closed) socket.send(answer, peer.port, peer.address);
    }, delayMs);
  });
  await new Promise<void>(resolve => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    questions,
    close: () => {
      closed = true;
      return new Promise<void>(resolve => socket.close(() => resolve()));
    },
  };
}
