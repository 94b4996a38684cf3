/** Targets that may be probed. Everything that is not listed is forbidden. @public */
export type GuardPolicy = {
  /**
   * `exact` hosts (including IP addresses) and hosts under `suffixes`. The suffix `.acme.internal` allows its
   * subdomains, and `acme.internal` also allows itself. Host names of AWS (`*.amazonaws.com`) must be listed as
   * exact.
   */
  allowedHosts: { suffixes: string[]; exact: string[] };
  /** CIDR blocks that must contain every resolved address. */
  allowedCidrs: string[];
  /**
   * CIDR blocks that must not contain any resolved address (pods, databases). The built-in denied ranges always
   * apply.
   */
  deniedCidrs?: string[];
  /** Ports that may be probed. @defaultValue [443], and 80 with `allowHttp` */
  allowedPorts?: number[];
  /** Whether URLs with http are allowed. @defaultValue false */
  allowHttp?: boolean;
};

/** Where a probe runs from. @public */
export type VantageOptions = {
  id: string;
  /** `address` or `address:port` of the DNS resolver. @defaultValue the resolvers of the system */
  resolver?: string;
  /** `http://host:port` of a proxy that supports CONNECT. @defaultValue a direct connection */
  connectProxy?: string;
  /** PEM text, trusted in addition to the default roots. */
  trustBundle?: string;
};

/** URL to probe, and the expected response. @public */
export type ProbeTarget = {
  id: string;
  url: string;
  /** Statuses of a healthy response. @defaultValue [200] */
  expectedStatus?: number[];
  expectedBody?: {
    substring?: string;
    /** JSON pointer (RFC 6901). Without `equals`, the value must exist. With it, the value must be equal. */
    jsonPointer?: string;
    /** Expected value. Without `jsonPointer`, of the whole document. */
    equals?: unknown;
  };
};
