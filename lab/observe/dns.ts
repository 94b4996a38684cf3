import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import * as dnsPacket from 'dns-packet';
import type { Instance } from '../support/program';
import { nothing, patienceMs } from './talk';

/** Option code of Extended DNS Errors (RFC 8914). */
const extendedError = 15;

/**
 * Asks a resolver for A and AAAA, with and without EDNS.
 * @returns what it answers in each case, in one line
 */
export async function observeDns(
  { address, port }: Pick<Instance, 'address' | 'port'>,
  name: string,
): Promise<string> {
  const lines = await Promise.all(
    (['A', 'AAAA'] as const).map(async type => {
      const [plain, edns] = await Promise.all([
        ask({ address, port }, { name, type, edns: false }),
        ask({ address, port }, { name, type, edns: true }),
      ]);
      return plain === edns
        ? `${type}: ${plain}`
        : `${type}: ${plain}, with EDNS ${edns}`;
    }),
  );
  return lines.join('; ');
}

function ask(
  server: { address: string; port: number },
  question: { name: string; type: 'A' | 'AAAA'; edns: boolean },
): Promise<string> {
  const query = encode(question);
  return new Promise(resolve => {
    const socket = createSocket('udp4');
    const patience = new AbortController();
    const end = (text: string) => {
      patience.abort();
      socket.close();
      resolve(text);
    };
    sleep(patienceMs, nothing, patience).then(end, () => {});
    socket.once('message', message => end(describe(message)));
    socket.once('error', error =>
      end((error as NodeJS.ErrnoException).code ?? error.message),
    );
    // Connected, so that ICMP errors arrive. Without a route, `connect` itself fails: Node passes the error, although its types do
    // not say so.
    const onConnect = (error?: Error) => {
      if (error) socket.emit('error', error);
      else socket.send(query);
    };
    socket.connect(server.port, server.address, onConnect as () => void);
  });
}

function encode(question: {
  name: string;
  type: 'A' | 'AAAA';
  edns: boolean;
}): Buffer {
  const { name, type, edns } = question;
  const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0 };
  return dnsPacket.encode({
    type: 'query',
    id: 1 + Math.floor(Math.random() * 65_000),
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ type, name }],
    additionals: edns
      ? [{ ...opt, options: [] } as unknown as dnsPacket.Answer]
      : [],
  });
}

function describe(message: Buffer): string {
  const response = dnsPacket.decode(message) as dnsPacket.DecodedPacket & {
    rcode: string;
  };
  const { answers = [], authorities = [], additionals = [] } = response;
  const options = additionals.flatMap(record =>
    record.type === 'OPT' ? record.options : [],
  ) as Array<{ code: number; data: Buffer }>;
  const texts = [...answers, ...additionals].flatMap(record =>
    record.type === 'TXT' ? [`TXT "${record.data}"`] : [],
  );
  const errors = options.flatMap(({ code, data }) =>
    code === extendedError
      ? [`EDE ${data.readUInt16BE(0)} "${data.subarray(2).toString()}"`]
      : [],
  );
  return [
    response.rcode,
    ...answers.flatMap(record =>
      record.type === 'A' || record.type === 'AAAA' ? [record.data] : [],
    ),
    ...(answers.length === 0 ? ['empty'] : []),
    ...authorities.map(record => record.type),
    ...errors,
    ...texts,
  ].join(' ');
}
