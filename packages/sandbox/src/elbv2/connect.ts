import { Duplex, duplexPair } from 'node:stream';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { Connect } from '../network/hosts';

/** Why there is no connection to a target. */
export class ConnectError extends Error {
  constructor(readonly kind: 'timeout' | 'failed', message: string) {
    super(message);
    this.name = 'ConnectError';
  }
}

/** Where to connect to. */
export type Destination = {
  address: string;
  port: number;
  /** `HTTPS` or `HTTP`. */
  protocol: string;
};

/**
 * Connects a network interface of a load balancer to a target. With HTTPS, this includes the TLS handshake: without a
 * server name, and without validation of the certificate, as AWS does it.
 *
 * @param timeoutMs - how long to wait for a target that does not respond
 * @throws ConnectError
 */
export async function connectTarget(
  connect: Connect,
  { address, port, protocol }: Destination,
  timeoutMs: number,
): Promise<Duplex> {
  const attempt = connect(address, port);
  if (attempt.kind === 'rejected') {
    throw new ConnectError('failed', attempt.reason);
  }
  if (attempt.kind === 'dropped') {
    await new Promise(resolve => {
      setTimeout(resolve, timeoutMs).unref();
    });
    throw new ConnectError('timeout', `${address}:${port} did not respond`);
  }
  const [near, far] = duplexPair();
  link(near, far);
  link(far, near);
  attempt.accept(far);
  return protocol === 'HTTPS' ? handshake(near) : near;
}

/** Resets the other end of a connection when one end breaks off. */
function link(one: Duplex, other: Duplex): void {
  one.on('error', () => {});
  one.once('close', () => {
    if (!one.writableFinished) other.destroy();
  });
}

function handshake(socket: Duplex): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const tls = connectTls({
      socket,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    });
    tls.once('secureConnect', () => {
      tls.removeAllListeners('error');
      resolve(tls);
    });
    tls.once('error', error =>
      reject(new ConnectError('failed', `TLS: ${error.message}`)),
    );
  });
}
