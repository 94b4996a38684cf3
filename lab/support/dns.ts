import { createSocket } from 'node:dgram';
import * as dnsPacket from 'dns-packet';
import { addresses } from './network';

/** Answers for one name. */
export type Answers = {
  a?: string[];
  aaaa?: string[];
  /** Sent for both types instead of an answer. */
  rcode?: 'SERVFAIL' | 'REFUSED';
  /** The type that gets no response, or all. */
  silent?: 'AAAA' | 'all';
};

/** Names under this domain get their answers from {@link startDns}. A name without answers does not exist. */
export const domain = 'lab.test';

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

const soa: dnsPacket.Answer = {
  type: 'SOA',
  name: domain,
  ttl: 60,
  data: {
    mname: `ns.${domain}`,
    rname: `hostmaster.${domain}`,
    serial: 1,
    refresh: 3600,
    retry: 600,
    expire: 86400,
    minimum: 60,
  },
};

/**
 * Starts an authoritative DNS server of the lab on UDP. The resolvers forward to it.
 * @param zone - answers by name, which can change while the server runs
 * @param options - `edns`: whether it answers EDNS with EDNS
 */
export async function startDns(
  zone: Map<string, Answers>,
  options: { port: number; edns: boolean },
): Promise<{ close(): Promise<void> }> {
  const socket = createSocket('udp4');
  socket.on('message', (message, peer) => {
    const response = respond(dnsPacket.decode(message), zone, options.edns);
    if (!response) return;
    socket.send(dnsPacket.encode(response), peer.port, peer.address);
  });
  await new Promise<void>(resolve => {
    socket.bind(options.port, addresses.dns, resolve);
  });
  return {
    close: () => new Promise(resolve => socket.close(() => resolve())),
  };
}

function respond(
  query: dnsPacket.Packet,
  zone: Map<string, Answers>,
  speaksEdns: boolean,
): dnsPacket.Packet | undefined {
  const [question] = query.questions!;
  const name = question.name.toLowerCase();
  const entry = zone.get(name);
  const type = question.type as 'A' | 'AAAA';
  if (entry?.silent === 'all' || entry?.silent === type) return undefined;
  const apex = name === domain;
  let rcode: keyof typeof rcodes = entry || apex ? 'NOERROR' : 'NXDOMAIN';
  if (entry?.rcode) rcode = entry.rcode;
  const answers = records(entry, type).map(
    data =>
      ({ type, name: question.name, ttl: 60, data } as dnsPacket.StringAnswer),
  );
  const empty = answers.length === 0;
  const edns =
    speaksEdns && query.additionals?.some(record => record.type === 'OPT');
  return {
    type: 'response',
    id: query.id,
    flags:
      // eslint-disable-next-line no-bitwise
      dnsPacket.AUTHORITATIVE_ANSWER |
      dnsPacket.RECURSION_AVAILABLE |
      rcodes[rcode],
    questions: query.questions,
    answers: apex && question.type === 'SOA' ? [soa] : answers,
    // A true "no data" and a true "no such name" have the SOA of the zone.
    authorities: empty && !entry?.rcode && question.type !== 'SOA' ? [soa] : [],
    additionals: edns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: 1232,
            flags: 0,
            options: [],
          } as unknown as dnsPacket.Answer,
        ]
      : [],
  };
}

function records(entry: Answers | undefined, type: string): string[] {
  if (entry?.rcode) return [];
  if (type === 'A') return entry?.a ?? [];
  return type === 'AAAA' ? entry?.aaaa ?? [] : [];
}
