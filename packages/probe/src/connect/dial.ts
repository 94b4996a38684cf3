import { connect, isIP, Socket } from 'net';
import { errorCode, ProbeFailure } from '../failure';
import { parseAddress } from '../guard/addresses';

/** Opens a TCP connection to exactly this address. The socket is returned at once, so that the caller can destroy it; `connected` settles later. */
export type Dial = (
  address: string,
  port: number,
) => { socket: Socket; connected: Promise<void> };

/** {@link Dial} by the operating system, without happy eyeballs: one address was checked, no other may be tried. */
export const dial: Dial = (host, port) => {
  const socket = connect({ host, port, autoSelectFamily: false });
  socket.setNoDelay(true);
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', () => {
      if (isIP(host) && !isPinned(socket, host)) {
        reject(new Error(`connected to ${socket.remoteAddress}`));
      } else {
        resolve();
      }
    });
    socket.once('error', reject);
  });
  return { socket, connected };
};

/** `address:port`, IPv6 in brackets. */
export function authority(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The peer must be the address that the guard saw. */
function isPinned(socket: Socket, address: string): boolean {
  const peer = parseAddress(socket.remoteAddress ?? '');
  return peer?.toString() === parseAddress(address)?.toString();
}

/** What a socket error before any TLS or HTTP means. */
export function dialFailure(error: unknown, peer: string): ProbeFailure {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return new ProbeFailure(
        'tcp',
        'tcp.refused',
        `${peer} refuses connections`,
      );
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return new ProbeFailure('tcp', 'tcp.reset', `${peer} cut the connection`);
    case 'ETIMEDOUT':
      return new ProbeFailure('tcp', 'tcp.timeout', `${peer} does not answer`);
    default:
      return new ProbeFailure(
        'tcp',
        'tcp.unreachable',
        `No way to ${peer} (${errorCode(error) || 'unknown error'})`,
      );
  }
}
