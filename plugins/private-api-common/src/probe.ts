/*
 * The results of a probe as they travel to the browser. The same types as in `@private-serverless/probe`, written
 * again because that is a Node library and this package is read by browsers; the backend's compiler holds the two
 * together, since it assigns one to the other.
 */

/** How a request gets in. @public */
export type Entry = 'endpoint' | 'custom-domain' | 'alb' | 'alb-lambda';

/** A part of one probe. @public */
export type Phase = 'guard' | 'dns' | 'tcp' | 'tls' | 'http' | 'body';

/** An element on the network path. @public */
export type Hop =
  | 'dns'
  | 'load-balancer'
  | 'target'
  | 'vpc-endpoint'
  | 'api'
  | 'function';

/** Why a probe failed. @public */
export type FailureCode =
  | 'dns.nxdomain'
  | 'dns.servfail'
  | 'dns.timeout'
  | 'dns.public_answer'
  | 'dns.misrouted'
  | 'tcp.refused'
  | 'tcp.timeout'
  | 'tcp.reset'
  | 'tcp.unreachable'
  | 'tunnel.refused'
  | 'tunnel.timeout'
  | 'tls.expired'
  | 'tls.hostname'
  | 'tls.untrusted'
  | 'tls.protocol'
  | 'tls.client_certificate'
  | 'tls.timeout'
  | 'http.status'
  | 'http.timeout'
  | 'http.redirect'
  | 'http.protocol'
  | 'body.mismatch'
  | 'body.too_large'
  | 'policy.host'
  | 'policy.address'
  | 'policy.url';

/** Health of a target over time. No data is `unknown`. @public */
export type HealthState =
  | 'up'
  | 'degraded'
  | 'suspect'
  | 'down'
  | 'unknown'
  | 'exposed'
  | 'maintenance';

/** Durations of one probe in milliseconds, as far as it got. @public */
export type Timings = Partial<
  Record<
    'dns' | 'tcp' | 'tls' | 'firstByte' | 'transfer' | 'unattributed' | 'total',
    number
  >
>;

/** One probe of one target from one vantage. @public */
export type ProbeResult = {
  target: string;
  vantage: string;
  /** ISO 8601. */
  at: string;
  /** Name resolution, TCP, TLS and any HTTP answer. */
  reachable: boolean;
  /** The expected status and body. */
  healthy: boolean;
  /** Every resolved address is private; undefined when nothing was resolved. */
  private?: boolean;
  failure?: { phase: Phase; code: FailureCode; message: string };
  addresses: string[];
  connectedTo?: string;
  timings: Timings;
  tls?: {
    protocol: string;
    cipher: string;
    authorized: boolean;
    authorizationError?: string;
    /** End of the leaf certificate, ISO 8601. */
    notAfter: string;
    /** The earliest end in the chain, ISO 8601. */
    chainNotAfter: string;
    subject: string;
    issuer: string;
    /** What the leaf certificate is for. */
    names?: string[];
  };
  http?: {
    status: number;
    location?: string;
    /** `x-amzn-errortype`. */
    errorType?: string;
    server?: string;
    body?: { bytes: number; sha256: string };
  };
};

/** What one probe says about each hop. @public */
export type Diagnosis = {
  hops: Array<{
    hop: Hop;
    state: 'ok' | 'failed' | 'unknown';
    evidence: string;
    advice?: string;
  }>;
};
