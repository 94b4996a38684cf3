import type { FailureCode, Phase } from './failures.ts';

/**
 * Durations in milliseconds, up to the phase that failed. `tcp` includes the CONNECT exchange with a proxy.
 * `unattributed` is the part of `total` that belongs to no phase.
 * @public
 */
export type Timings = Partial<
  Record<
    'dns' | 'tcp' | 'tls' | 'firstByte' | 'transfer' | 'unattributed' | 'total',
    number
  >
>;

/** What the peer presented in the TLS handshake, even if its certificate is not valid. Dates are ISO 8601. @public */
export type TlsDetails = {
  protocol: string;
  cipher: string;
  authorized: boolean;
  /** Code of OpenSSL or Node, such as `CERT_HAS_EXPIRED`. */
  authorizationError?: string;
  /** When the leaf certificate expires. */
  notAfter: string;
  /** When the first certificate of the chain expires. */
  chainNotAfter: string;
  subject: string;
  issuer: string;
  /** DNS names and IP addresses for which the leaf certificate is valid. */
  names?: string[];
};

/** Head of the HTTP response, and size and hash of its body. The body itself is never kept. @public */
export type HttpDetails = {
  status: number;
  location?: string;
  /** Header `x-amzn-errortype`: API Gateway itself returned this error. */
  errorType?: string;
  /** Header `server`. Responses that a load balancer itself generates have `awselb/2.0`. */
  server?: string;
  body?: { bytes: number; sha256: string };
};

/** Result of one probe of one target from one vantage. @public */
export type ProbeResult = {
  target: string;
  vantage: string;
  /** ISO 8601. */
  at: string;
  /** Whether name resolution, TCP and TLS succeeded and an HTTP response arrived. */
  reachable: boolean;
  /** Whether the response has the expected status and body. */
  healthy: boolean;
  /**
   * Whether every resolved address is private. Absent if nothing was resolved, or if an address is neither private nor
   * public.
   */
  private?: boolean;
  failure?: { phase: Phase; code: FailureCode; message: string };
  /** Addresses to which the name resolved, A records before AAAA records. */
  addresses: string[];
  /** `address:port` of the connection, IPv6 in brackets. */
  connectedTo?: string;
  timings: Timings;
  tls?: TlsDetails;
  http?: HttpDetails;
};
