import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { connect, SecureContext, TLSSocket } from 'node:tls';
import { TlsDetails } from '@private-serverless/wire';
import { PeerCertificateReader, PeerCertificates } from './PeerCertificates';
import {
  closedFailure,
  handshakeFailure,
  verificationFailure,
} from './tlsFailure';
import { Trust } from './trust';

/**
 * Starts TLS over a connected socket. Node does not verify the certificate, so that the result contains the dates of an
 * invalid certificate. {@link finishTls} verifies it.
 */
export function startTls(
  socket: Socket,
  host: { name: string; isAddress: boolean },
  secureContext: SecureContext,
  certificates: PeerCertificateReader,
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
  certificates.keepLeaf(tls);
  return tls;
}

/**
 * Waits for the handshake and verifies the certificate. After a success it returns in the same turn of the event loop, so
 * that the request follows immediately: a server that rejects the client after the handshake closes the connection, and
 * a late request would be answered with a reset, which hides the alert.
 * @param onDetails - receives the details of the handshake before a failure is thrown
 * @throws ProbeFailure `tls.*`, `tcp.reset` or `tcp.closed`
 */
export async function finishTls(
  tls: TLSSocket,
  host: string,
  trust: Trust,
  onDetails: (details: TlsDetails) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onError = (error: unknown) =>
      reject(handshakeFailure(error, tls, trust));
    const onClose = () => reject(closedFailure('tls'));
    tls.once('secureConnect', () => {
      // Every connection is closed in the end. Creating a failure for that costs CPU time.
      tls.off('error', onError);
      tls.off('close', onClose);
      resolve();
    });
    tls.once('error', onError);
    tls.once('close', onClose);
  });
  const certificates = trust.certificates.read(tls, Date.now());
  const details = describeTls(tls, certificates);
  onDetails(details);
  const failure = verificationFailure(details, certificates, host, trust);
  if (failure) {
    // Node emits `secureConnect` from inside OpenSSL's handshake. Closing the socket there frees memory that the
    // handshake still uses, and Node 22 crashes.
    await setImmediate();
    throw failure;
  }
}

function describeTls(
  tls: TLSSocket,
  { invalid, ...certificates }: PeerCertificates,
): TlsDetails {
  return {
    protocol: tls.getProtocol() ?? 'unknown',
    cipher: tls.getCipher()?.name ?? 'unknown',
    authorized: tls.authorized,
    // The type is Error, but Node sets the code as a string.
    ...(tls.authorized
      ? {}
      : { authorizationError: String(tls.authorizationError) }),
    ...certificates,
  };
}
