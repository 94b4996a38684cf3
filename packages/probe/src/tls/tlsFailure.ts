import { TLSSocket } from 'node:tls';
import { FailureCode, Phase, TlsDetails } from '@private-serverless/wire';
import { errorCode, FailureDetails, ProbeFailure } from '../ProbeFailure';
import { PeerCertificates } from './PeerCertificates';
import { Trust } from './trust';

/** OpenSSL's names of the alerts that reject or require a client certificate (RFC 8446 section 6.2). */
const clientCertificateAlerts =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED)/;

/**
 * The failure for an alert that is about the client certificate. With TLS 1.3, and with renegotiation, it arrives after
 * the handshake, in phase http.
 * @returns undefined for every other error
 */
export function clientCertificateFailureOf(
  error: unknown,
  phase: Phase,
  trust: Trust,
): ProbeFailure | undefined {
  const code = errorCode(error);
  return clientCertificateAlerts.test(code) ||
    (phase === 'http' && /ALERT_HANDSHAKE_FAILURE/.test(code))
    ? clientCertificateFailure(phase, trust)
    : undefined;
}

/**
 * The failure for a server that requires a client certificate. Without one, the vantage cannot check the target, so the
 * failure says nothing about it.
 */
export function clientCertificateFailure(
  phase: Phase,
  { hasClientCertificate }: Pick<Trust, 'hasClientCertificate'>,
): ProbeFailure {
  return hasClientCertificate
    ? new ProbeFailure(
        phase,
        'tls.client_certificate',
        'The server rejects the client certificate of this vantage',
      )
    : new ProbeFailure(
        phase,
        'tls.client_certificate',
        'The server requires a client certificate, and this vantage has none',
        { meaning: 'unknown' },
      );
}

/**
 * The failure for a connection that the peer closed in an orderly way.
 * @param alternative - another possible cause, as a part of the sentence
 */
export function closedFailure(
  phase: 'tls' | 'http',
  alternative = '',
): ProbeFailure {
  return new ProbeFailure(
    phase,
    'tcp.closed',
    phase === 'tls'
      ? 'The connection was closed during the TLS handshake'
      : `The connection was closed before the response${alternative}`,
  );
}

/** Whether the peer closed the connection in an orderly way. Node reports that as ECONNRESET without a system call. */
export function isOrderlyClose(error: unknown): boolean {
  return (
    errorCode(error) === 'ECONNRESET' &&
    (error as { syscall?: string }).syscall === undefined
  );
}

/** The failure for an error before the end of the handshake. */
export function handshakeFailure(
  error: unknown,
  tls: TLSSocket,
  trust: Trust,
): ProbeFailure {
  const code = errorCode(error);
  const fail = (failure: FailureCode, message: string) =>
    new ProbeFailure('tls', failure, message);
  const clientCertificate = clientCertificateFailureOf(error, 'tls', trust);
  if (clientCertificate) return clientCertificate;
  // TLS 1.2 has no specific alert for a missing client certificate. The server sends its own certificate only after
  // both sides agree on version and cipher, so the alert is about the client certificate.
  if (/ALERT_HANDSHAKE_FAILURE/.test(code) && hasPeerCertificate(tls)) {
    return clientCertificateFailure('tls', trust);
  }
  if (/UNRECOGNIZED_NAME/.test(code)) {
    return fail(
      'tls.server_name',
      'The server does not know the name of the target (alert unrecognized_name)',
    );
  }
  if (isOrderlyClose(error)) return closedFailure('tls');
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return fail(
      'tcp.reset',
      'The connection was reset during the TLS handshake',
    );
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code)) {
    return fail('tls.plaintext', 'The peer does not use TLS on this port');
  }
  return fail(
    'tls.protocol',
    `No common TLS version or cipher (${code || 'unknown error'})`,
  );
}

function hasPeerCertificate(tls: TLSSocket): boolean {
  return tls.getPeerX509Certificate() !== undefined;
}

/** The failure for a certificate that is not valid. Undefined if it is valid. */
export function verificationFailure(
  details: TlsDetails,
  { invalid }: PeerCertificates,
  host: string,
  { bundleError }: Trust,
): ProbeFailure | undefined {
  if (details.authorized) return undefined;
  const fail = (code: FailureCode, message: string, more?: FailureDetails) =>
    new ProbeFailure('tls', code, message, more);
  switch (details.authorizationError) {
    case 'CERT_HAS_EXPIRED': {
      const date = invalid?.notAfter ?? details.notAfter;
      return fail(
        'tls.expired',
        `The certificate ${
          invalid?.subject ?? details.subject
        } expired at ${date}`,
        { date },
      );
    }
    case 'CERT_NOT_YET_VALID':
      return fail(
        'tls.not_yet_valid',
        invalid
          ? `The certificate ${invalid.subject} is not valid before ${invalid.notBefore}`
          : 'A certificate of the server is not yet valid',
        invalid && { date: invalid.notBefore },
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail(
        'tls.hostname',
        `The certificate is for ${
          details.names?.slice(0, 5).join(', ') || details.subject
        }, not for ${host}`,
      );
    default:
      return bundleError === undefined
        ? fail(
            'tls.untrusted',
            `The certificate of ${details.issuer} is not trusted (${details.authorizationError})`,
          )
        : fail(
            'vantage.trust_bundle',
            `The certificate of ${details.issuer} is not trusted (${details.authorizationError}), and the trust bundle of the vantage cannot be read: ${bundleError}`,
          );
  }
}
