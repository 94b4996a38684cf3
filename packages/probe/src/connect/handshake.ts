import { Socket } from 'net';
import { setImmediate } from 'timers/promises';
import { connect, SecureContext, TLSSocket } from 'tls';
import { ProbeFailure } from '../failure';
import { TlsDetails } from '../types';
import { describeTls } from './certificate';
import { handshakeFailure, verificationFailure } from './tlsFailure';

/** Starts TLS over a connected socket. Certificates are looked at here, not by Node, so that an invalid one still shows its dates. */
export function startTls(
  socket: Socket,
  host: { name: string; isAddress: boolean },
  secureContext: SecureContext,
): TLSSocket {
  const tls = connect({
    socket,
    // An address is no SNI name (RFC 6066 section 3); Node then compares the certificate with `host`.
    ...(host.isAddress ? { host: host.name } : { servername: host.name }),
    secureContext,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  });
  // Each phase listens for itself; an error between two phases must not end the process.
  tls.on('error', () => {});
  return tls;
}

/**
 * Waits for the handshake.
 * @param onDetails - gets what the peer showed, before a failure is thrown
 * @throws ProbeFailure `tls.*` or `tcp.reset`
 */
export async function finishTls(
  tls: TLSSocket,
  host: string,
  onDetails: (details: TlsDetails) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    tls.once('secureConnect', resolve);
    tls.once('error', error => reject(handshakeFailure(error, tls)));
    tls.once('close', () =>
      reject(
        new ProbeFailure(
          'tls',
          'tcp.reset',
          'The connection was cut during the TLS handshake',
        ),
      ),
    );
  });
  // `secureConnect` is emitted from inside OpenSSL's handshake. Whoever closes the socket there, as a failed verification
  // does, frees what the handshake still uses, and Node 22 dies of it.
  await setImmediate();
  const details = describeTls(tls);
  onDetails(details);
  const failure = verificationFailure(details, host);
  if (failure) throw failure;
}
