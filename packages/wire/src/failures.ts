/** Phases of a probe, in the order in which they run. @public */
export const phases = ['guard', 'dns', 'tcp', 'tls', 'http', 'body'] as const;

/** A part of one probe. @public */
export type Phase = (typeof phases)[number];

/** Every {@link FailureCode}. @public */
export const failureCodes = [
  'dns.nxdomain',
  'dns.servfail',
  'dns.timeout',
  'dns.public_answer',
  'dns.misrouted',
  'tcp.refused',
  'tcp.timeout',
  'tcp.reset',
  'tcp.unreachable',
  'tunnel.refused',
  'tunnel.timeout',
  'tls.expired',
  'tls.hostname',
  'tls.untrusted',
  'tls.protocol',
  'tls.client_certificate',
  'tls.timeout',
  'http.status',
  'http.timeout',
  'http.redirect',
  'http.protocol',
  'body.mismatch',
  'body.too_large',
  'policy.host',
  'policy.address',
  'policy.url',
] as const;

/**
 * Why a probe failed. The part before the dot is the network layer, which can differ from the {@link Phase}: a reset
 * during the handshake is `tcp.reset` in phase `tls`.
 * @public
 */
export type FailureCode = (typeof failureCodes)[number];
