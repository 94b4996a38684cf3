import type { FailureEntry } from './entry.ts';

export const tlsFailures = {
  'tls.expired': {
    phase: 'tls',
    meaning: 'down',
    headline: f =>
      f.date
        ? `Certificate expired on ${f.date.slice(0, 10)}`
        : 'Certificate expired',
    advice:
      'Renew the certificate. For an ACM certificate, check its validation record.',
  },
  'tls.not_yet_valid': {
    phase: 'tls',
    meaning: 'down',
    headline: f =>
      f.date
        ? `Certificate is not valid before ${f.date.slice(0, 10)}`
        : 'Certificate is not yet valid',
    advice:
      'Compare the clocks of {vantage} and of the issuer, or serve the previous certificate until then.',
  },
  'tls.hostname': {
    phase: 'tls',
    meaning: 'down',
    headline: f =>
      f.names?.length
        ? `Certificate is for ${f.names.slice(0, 3).join(', ')}`
        : 'Certificate is for another name',
    advice: 'Attach a certificate that includes {host}.',
  },
  'tls.untrusted': {
    phase: 'tls',
    meaning: 'down',
    headline: 'Certificate issuer is not trusted',
    advice:
      'Add the issuer to the trustBundle of the vantage, or serve the whole chain.',
  },
  'tls.server_name': {
    phase: 'tls',
    meaning: 'down',
    headline: f => `Server does not know the name ${f.host ?? 'of the target'}`,
    advice:
      'Attach a certificate for {host} to the listener, or correct the host of the target.',
  },
  'tls.plaintext': {
    phase: 'tls',
    meaning: 'down',
    headline: f => `Port ${f.port ?? 'of the target'} does not use TLS`,
    advice: 'Use an HTTPS listener, or correct the port of the target.',
  },
  'tls.protocol': {
    phase: 'tls',
    meaning: 'down',
    headline: 'No common TLS version or cipher',
    advice: 'Use a listener security policy with TLS 1.2 and 1.3.',
  },
  'tls.client_certificate': {
    phase: 'tls',
    meaning: 'down',
    headline: 'Server requires a client certificate',
    advice:
      'Set a clientCertificate for {vantage} that the trust store of the server accepts.',
  },
  'tls.client_hello_size': {
    phase: 'tls',
    meaning: 'degraded',
    headline: 'TLS works only with a small ClientHello',
    advice:
      'Ask the network team about firewalls that read only the first TCP segment and about the path MTU: clients with post-quantum key exchange fail. To probe without it, set keyShare to classical for {vantage}.',
  },
  'tls.timeout': {
    phase: 'tls',
    meaning: 'down',
    headline: 'TLS handshake timed out',
    advice: 'Check the path MTU and TLS inspection by firewalls.',
  },
  'vantage.trust_bundle': {
    phase: 'tls',
    meaning: 'unknown',
    headline: 'The trust bundle of the vantage cannot be read',
    advice:
      'Correct the file in trustBundle of {vantage}. Without it, certificates of a private issuer cannot be verified.',
  },
} as const satisfies Record<
  `tls.${string}` | `vantage.${string}`,
  FailureEntry
>;
