import { connect, isIP, Socket } from 'node:net';
import { errorCode, ProbeFailure } from '../ProbeFailure';
import { parseAddress } from '../guard/AddressRules';

/**
 * Opens a TCP connection to exactly this address. Returns the socket immediately, so that the caller can destroy it.
 * `connected` settles later.
 */
export type Dial = (
  address: string,
  port: number,
) => { socket: Socket; connected: Promise<void> };

/** {@link Dial} by the operating system. Happy Eyeballs is off, because only the checked address may be used. */
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

/** Whether the peer has the address that the guard checked. */
function isPinned(socket: Socket, address: string): boolean {
  if (socket.remoteAddress === address) return true;
  const peer = parseAddress(socket.remoteAddress ?? '');
  return peer?.toString() === parseAddress(address)?.toString();
}

/** The failure for a socket error before TLS and HTTP. */
export function dialFailure(error: unknown, peer: string): ProbeFailure {
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return new ProbeFailure(
        'tcp',
        'tcp.refused',
        `${peer} refused the connection`,
      );
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return new ProbeFailure(
        'tcp',
        'tcp.reset',
        `${peer} reset the connection`,
      );
    case 'ETIMEDOUT':
      return new ProbeFailure('tcp', 'tcp.timeout', `No response from ${peer}`);
    default:
      return new ProbeFailure(
        'tcp',
        'tcp.unreachable',
        `No route to ${peer} (${errorCode(error) || 'unknown error'})`,
      );
  }
}
