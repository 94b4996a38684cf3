import { TLSSocket } from 'node:tls';
import { Phase, TlsDetails } from '@private-serverless/wire';
import { errorCode, ProbeFailure } from '../ProbeFailure';

/** OpenSSL's names of the alerts that reject or require a client certificate (RFC 8446 section 6.2). */
const clientCertificateAlerts =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA)/;

/**
 * Whether the peer requires a client certificate and rejected the client. With TLS 1.3, the alert arrives after the
 * handshake, in phase http.
 */
export function isClientCertificateRefusal(error: unknown): boolean {
  return clientCertificateAlerts.test(errorCode(error));
}

/** The failure for {@link isClientCertificateRefusal}. */
export function clientCertificateFailure(phase: Phase): ProbeFailure {
  return new ProbeFailure(
    phase,
    'tls.client_certificate',
    'The server requires a client certificate and rejected this client',
  );
}

/** The failure for an error before the end of the handshake. */
export function handshakeFailure(error: unknown, tls: TLSSocket): ProbeFailure {
  const code = errorCode(error);
  if (isClientCertificateRefusal(error)) {
    return clientCertificateFailure('tls');
  }
  // TLS 1.2 has no specific alert for a missing client certificate. The server sends its own certificate only after
  // both sides agree on version and cipher, so the alert is about the client certificate.
  if (/ALERT_HANDSHAKE_FAILURE/.test(code) && hasPeerCertificate(tls)) {
    return clientCertificateFailure('tls');
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new ProbeFailure(
      'tls',
      'tcp.reset',
      'The connection was reset during the TLS handshake',
    );
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return new ProbeFailure(
      'tls',
      'tls.protocol',
      'The peer does not use TLS on this port',
    );
  }
  return new ProbeFailure(
    'tls',
    'tls.protocol',
    `No common TLS version or cipher (${code || 'unknown error'})`,
  );
}

function hasPeerCertificate(tls: TLSSocket): boolean {
  return Object.keys(tls.getPeerCertificate() ?? {}).length > 0;
}

/** The failure for a certificate that is not valid. Undefined if it is valid. */
export function verificationFailure(
  details: TlsDetails,
  host: string,
): ProbeFailure | undefined {
  if (details.authorized) return undefined;
  switch (details.authorizationError) {
    case 'CERT_HAS_EXPIRED':
      return new ProbeFailure(
        'tls',
        'tls.expired',
        `The certificate chain expired at ${details.chainNotAfter}`,
      );
    case 'CERT_NOT_YET_VALID':
      return new ProbeFailure(
        'tls',
        'tls.expired',
        'The certificate is not yet valid. Compare the clocks',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return new ProbeFailure(
        'tls',
        'tls.hostname',
        `The certificate is for ${
          details.names?.slice(0, 5).join(', ') || details.subject
        }, not for ${host}`,
      );
    default:
      return new ProbeFailure(
        'tls',
        'tls.untrusted',
        `The certificate of ${details.issuer} is not trusted (${details.authorizationError})`,
      );
  }
}
