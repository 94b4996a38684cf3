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
    aaaaRcode?: 'SERVFAIL';
  }
>;

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

/** A DNS server on a loopback port. `zone` can change while it runs. */
export async function startDns(zone: Zone) {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (message, peer) => {
    const query = dnsPacket.decode(message);
    const { name, type } = query.questions![0];
    questions.push(`${type} ${name}`);
    const entry = zone[name.toLowerCase()];
    if (entry?.silent === true || entry?.silent === type) return;
    let rcode: keyof typeof rcodes = entry ? 'NOERROR' : 'NXDOMAIN';
    if (entry?.rcode) rcode = entry.rcode;
    if (entry?.aaaaRcode && type === 'AAAA') rcode = entry.aaaaRcode;
    const addresses = (type === 'A' ? entry?.a : entry?.aaaa) ?? [];
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
    });
    socket.send(answer, peer.port, peer.address);
  });
  await new Promise<void>(resolve => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    questions,
    close: () => new Promise<void>(resolve => socket.close(() => resolve())),
  };
}
