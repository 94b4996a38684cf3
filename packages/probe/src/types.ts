/** A part of one probe, in the order in which they run. @public */
export type Phase = 'guard' | 'dns' | 'tcp' | 'tls' | 'http' | 'body';

/** Why a probe failed. The part before the dot is the layer, not always the {@link Phase}: a reset during the handshake is `tcp.reset` in phase `tls`. @public */
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

/** Durations in milliseconds. `tcp` includes the CONNECT exchange of a tunnel; `unattributed` is what no phase explains. @public */
export type Timings = Partial<
  Record<
    'dns' | 'tcp' | 'tls' | 'firstByte' | 'transfer' | 'unattributed' | 'total',
    number
  >
>;

/** What the peer showed in the TLS handshake, also when its certificate is not valid. Dates are ISO 8601. @public */
export type TlsDetails = {
  protocol: string;
  cipher: string;
  authorized: boolean;
  /** OpenSSL's or Node's code, for example `CERT_HAS_EXPIRED` */
  authorizationError?: string;
  /** end of the leaf certificate */
  notAfter: string;
  /** earliest end of any certificate in the chain */
  chainNotAfter: string;
  subject: string;
  issuer: string;
  /** DNS names and IP addresses that the leaf is for */
  names?: string[];
};

/** What the HTTP answer said, never its body. @public */
export type HttpDetails = {
  status: number;
  location?: string;
  /** header `x-amzn-errortype`: API Gateway itself answered, with this error */
  errorType?: string;
  /** header `server`; a load balancer's own answers say `awselb/2.0` */
  server?: string;
  body?: { bytes: number; sha256: string };
};

/** One target, seen once from one vantage. @public */
export type ProbeResult = {
  target: string;
  vantage: string;
  /** ISO 8601 */
  at: string;
  /** name, TCP and TLS worked, and something answered HTTP */
  reachable: boolean;
  /** the expected status and body came back */
  healthy: boolean;
  /** every resolved address is private; undefined: nothing was resolved, or only addresses that are neither */
  private: boolean | undefined;
  failure?: { phase: Phase; code: FailureCode; message: string };
  /** what the name resolved to, A before AAAA */
  addresses: string[];
  /** `address:port` of the connection, IPv6 in brackets */
  connectedTo?: string;
  timings: Timings;
  tls?: TlsDetails;
  http?: HttpDetails;
};

/** What may be probed. Nothing is allowed that is not named here. @public */
export type GuardPolicy = {
  /**
   * `exact` hosts (IP literals too) and hosts under `suffixes`. A suffix `.acme.internal` takes what is below it,
   * `acme.internal` takes also itself. Names of AWS (`*.amazonaws.com`) pass only when they are listed as exact.
   */
  allowedHosts: { suffixes: string[]; exact: string[] };
  /** CIDRs that every resolved address must be in */
  allowedCidrs: string[];
  /** CIDRs that no resolved address may be in (pods, databases); the built-in denials always apply */
  deniedCidrs?: string[];
  /** @default [443], and 80 with `allowHttp` */
  allowedPorts?: number[];
  /** @default false */
  allowHttp?: boolean;
};

/** Where a probe runs from. @public */
export type VantageOptions = {
  id: string;
  /** `address` or `address:port` of the DNS resolver; default: the system's */
  resolver?: string;
  /** `http://host:port` of a proxy that tunnels by CONNECT */
  connectProxy?: string;
  /** PEM text, trusted in addition to the well-known roots */
  trustBundle?: string;
};

/** What to ask and what to expect. @public */
export type ProbeTarget = {
  id: string;
  url: string;
  /** @default [200] */
  expectedStatus?: number[];
  expectedBody?: {
    substring?: string;
    /** RFC 6901; with `equals` the value there must equal it, without it must exist */
    jsonPointer?: string;
    /** without `jsonPointer`: the whole document */
    equals?: unknown;
  };
};
