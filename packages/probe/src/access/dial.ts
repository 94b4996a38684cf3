import { connect, isIP, isIPv6, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
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

/** Whether a network interface has an IPv6 address with which other networks can be reached. */
function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some(addresses =>
    addresses?.some(
      ({ family, internal, address }) =>
        family === 'IPv6' && !internal && !/^fe[89ab]/i.test(address),
    ),
  );
}

/**
 * The failure for a socket error before TLS and HTTP. What this machine lacks says nothing about the target.
 */
export function dialFailure(
  error: unknown,
  address: string,
  port: number,
): ProbeFailure {
  const peer = authority(address, port);
  if (errorCode(error) === 'ENETUNREACH' && isIPv6(address) && !hasIPv6()) {
    return new ProbeFailure(
      'tcp',
      'tcp.unreachable',
      `This machine has no IPv6 address, so it cannot connect to ${peer}`,
      { meaning: 'unknown' },
    );
  }
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
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'ENOMEM':
    case 'EADDRNOTAVAIL':
      return new ProbeFailure(
        'tcp',
        'tcp.unreachable',
        `This machine cannot open a connection to ${peer} (${errorCode(
          error,
        )})`,
        { meaning: 'unknown' },
      );
    default:
      return new ProbeFailure(
        'tcp',
        'tcp.unreachable',
        `No route to ${peer} (${errorCode(error) || 'unknown error'})`,
      );
  }
}
