import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long an observation waits, in milliseconds. */
export const patienceMs = 2500;

/** What an observation says if nothing came. */
export const nothing = `nothing within ${patienceMs / 1000} s`;

/** What came back. */
export type Exchange = {
  bytes: Buffer;
  /** How it ended, if not by `done`: a code of Node, or a sentence. */
  end: string;
  /** Time until then. */
  after: string;
};

/**
 * Connects, sends bytes, and collects what comes back until `done`.
 * @param answer - more bytes to send, by what has come so far
 */
export function talk(
  peer: { address: string; port: number },
  first: string | Buffer,
  done: (bytes: Buffer) => boolean,
  answer?: (bytes: Buffer) => Buffer | undefined,
): Promise<Exchange> {
  return new Promise(resolve => {
    const begin = Date.now();
    let bytes = Buffer.alloc(0);
    let connected = false;
    const patience = new AbortController();
    const socket: Socket = connect(peer.port, peer.address);
    const end = (how: string) => {
      patience.abort();
      socket.destroy();
      const seconds = ((Date.now() - begin) / 1000).toFixed(1);
      resolve({ bytes, end: how, after: `${seconds} s` });
    };
    sleep(patienceMs, undefined, patience).then(
      () => end(connected ? nothing : 'no TCP connection'),
      () => {},
    );
    socket.once('connect', () => {
      connected = true;
      if (first.length > 0) socket.write(first);
      else end('connected');
    });
    socket.on('data', data => {
      bytes = Buffer.concat([bytes, data]);
      const next = answer?.(bytes);
      if (next) socket.write(next);
      if (done(bytes)) end('');
    });
    socket.once('error', error =>
      end((error as NodeJS.ErrnoException).code ?? error.message),
    );
    socket.once('end', () => end('connection closed'));
  });
}

/** Connects without sending anything. @returns how that went */
export async function observeDial(
  address: string,
  port: number,
): Promise<string> {
  const { end } = await talk({ address, port }, '', () => true);
  return end;
}
