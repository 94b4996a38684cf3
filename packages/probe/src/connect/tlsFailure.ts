import { TLSSocket } from 'tls';
import { errorCode, ProbeFailure } from '../failure';
import { Phase, TlsDetails } from '../types';

/** Alerts by which a peer refuses the client's certificate, or misses one (RFC 8446 section 6.2), as OpenSSL names them. */
const clientCertificateAlerts =
  /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA)/;

/** True when the peer asked for a client certificate and did not like the answer. With TLS 1.3 that arrives after the handshake, in phase http. */
export function isClientCertificateRefusal(error: unknown): boolean {
  return clientCertificateAlerts.test(errorCode(error));
}

/** The failure for {@link isClientCertificateRefusal}. */
export function clientCertificateFailure(phase: Phase): ProbeFailure {
  return new ProbeFailure(
    phase,
    'tls.client_certificate',
    'The server asks for a client certificate and refuses this client',
  );
}

/** What an error before the end of the handshake means. */
export function handshakeFailure(error: unknown, tls: TLSSocket): ProbeFailure {
  const code = errorCode(error);
  if (isClientCertificateRefusal(error)) {
    return clientCertificateFailure('tls');
  }
  // TLS 1.2 has no alert of its own for a missing client certificate. The server showed its own one only
  // after both agreed on version and cipher, so what failed then is the client's.
  if (/ALERT_HANDSHAKE_FAILURE/.test(code) && hasPeerCertificate(tls)) {
    return clientCertificateFailure('tls');
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new ProbeFailure(
      'tls',
      'tcp.reset',
      'The connection was cut during the TLS handshake',
    );
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return new ProbeFailure(
      'tls',
      'tls.protocol',
      'The peer does not speak TLS on this port',
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

/** What a certificate that did not verify means; undefined when it did. */
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
        `The certificate chain ended ${details.chainNotAfter}`,
      );
    case 'CERT_NOT_YET_VALID':
      return new ProbeFailure(
        'tls',
        'tls.expired',
        'The certificate is not valid yet: compare the clocks',
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
