import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { connect, SecureContext, TLSSocket } from 'node:tls';
import { TlsDetails } from '@private-serverless/wire';
import { ProbeFailure } from '../ProbeFailure';
import { describeTls } from './certificate';
import { handshakeFailure, verificationFailure } from './tlsFailure';

/**
 * Starts TLS over a connected socket. Node does not verify the certificate, so that the result contains the dates of an
 * invalid certificate. {@link finishTls} verifies it.
 */
export function startTls(
  socket: Socket,
  host: { name: string; isAddress: boolean },
  secureContext: SecureContext,
): TLSSocket {
  const tls = connect({
    socket,
    // An address is not a valid SNI name (RFC 6066 section 3). Node then compares the certificate with `host`.
    ...(host.isAddress ? { host: host.name } : { servername: host.name }),
    secureContext,
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
  });
  // Each phase has its own listener. Without this one, an error between two phases ends the process.
  tls.on('error', () => {});
  return tls;
}

/**
 * Waits for the handshake and verifies the certificate.
 * @param onDetails - receives the details of the handshake before a failure is thrown
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
          'The connection was reset during the TLS handshake',
        ),
      ),
    );
  });
  // Node emits `secureConnect` from inside OpenSSL's handshake. Closing the socket there, as a failed verification
  // does, frees memory that the handshake still uses, and Node 22 crashes.
  await setImmediate();
  const details = describeTls(tls);
  onDetails(details);
  const failure = verificationFailure(details, host);
  if (failure) throw failure;
}
