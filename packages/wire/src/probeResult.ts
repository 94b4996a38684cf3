import type { FailureMeaning } from './failures/entry.ts';
import type { Phase } from './failures/phases.ts';
import type { FailureCode } from './failures/table.ts';

/** Why a probe, or one of its attempts, failed. @public */
export type Failure = {
  phase: Phase;
  code: FailureCode;
  /** What happened, for people, with the values. */
  message: string;
  /** Replaces the meaning from the failure table, where more is known than the code says. */
  meaning?: FailureMeaning;
  /** The address that failed, or the public address of an exposed name. */
  address?: string;
  port?: number;
  /** ISO 8601. When the certificate that failed expired, or when it becomes valid. */
  date?: string;
};

/** One attempt to reach one of the addresses. @public */
export type Attempt = {
  address: string;
  /** Absent if the attempt reached the peer. */
  failure?: Failure;
  /** Duration of the TCP connection, with the exchange with a proxy, in milliseconds. */
  tcp?: number;
};

/**
 * Durations in milliseconds, up to the phase that failed. `tcp` includes the exchange with a proxy.
 * `unattributed` is the part of `total` that belongs to no phase.
 * @public
 */
export type Timings = Partial<
  Record<
    'dns' | 'tcp' | 'tls' | 'firstByte' | 'transfer' | 'unattributed' | 'total',
    number
  >
>;

/** One certificate of a chain. Dates are ISO 8601. @public */
export type CertificateSummary = {
  subject: string;
  issuer: string;
  notBefore: string;
  notAfter: string;
};

/** What the peer presented in the TLS handshake, even if its certificate is not valid. Dates are ISO 8601. @public */
export type TlsDetails = {
  protocol: string;
  cipher: string;
  authorized: boolean;
  /** Code of OpenSSL or Node, such as `CERT_HAS_EXPIRED`. */
  authorizationError?: string;
  /** When the leaf certificate expires. */
  notAfter: string;
  /** When the first certificate of the verified path expires. Without a verified path, of the sent certificates. */
  chainNotAfter: string;
  /** Subject of the certificate that `chainNotAfter` is about. */
  chainNotAfterSubject?: string;
  subject: string;
  issuer: string;
  /** DNS names and IP addresses for which the leaf certificate is valid. */
  names?: string[];
  /**
   * The certificates of the verified path, the leaf first. Without a verified path, those that the peer sent. At most
   * 10. Absent in results of version 0.2.0.
   */
  chain?: CertificateSummary[];
};

/** Head of the HTTP response, and size and hash of its body. The body itself is never kept. @public */
export type HttpDetails = {
  status: number;
  location?: string;
  /** Header `x-amzn-errortype`: API Gateway itself returned this error. */
  errorType?: string;
  /** Header `server`. Responses that a load balancer itself generates have `awselb/2.0`. */
  server?: string;
  /** Whether the response has a header that only API Gateway sends. */
  apiGateway?: boolean;
  /** Whether the body is the health document of a generated service, which only its function writes. */
  healthDocument?: boolean;
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
   * Whether every resolved address is private. Absent if nothing was resolved, if an address is neither private nor
   * public, or if the vantage connects to a fixed address (`connectTo`).
   */
  private?: boolean;
  failure?: Failure;
  /** Failures that the probe worked around. The target is `degraded`. */
  warnings?: Failure[];
  /** Attempts in their order, one per address that was tried. The last one decides the result. */
  attempts?: Attempt[];
  /**
   * What is known of the vantage at the time of a failure that it can cause: whether its control target responds. `none`
   * if it has no control target and no other target of it responded recently.
   */
  control?: { state: 'responds' | 'fails' | 'none'; message: string };
  /** Addresses to which the name resolved, A records before AAAA records. */
  addresses: string[];
  /** `address:port` of the connection, IPv6 in brackets. */
  connectedTo?: string;
  /** How the vantage reached the address. Absent for a direct connection. */
  via?: 'proxy' | 'connectTo';
  timings: Timings;
  tls?: TlsDetails;
  http?: HttpDetails;
};
