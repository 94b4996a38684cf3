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
  /**
   * The VPC of the target. Its ranges are private and allowed, also if they are global unicast, as those of IPv6 usually are. An
   * address is public only if it is outside of them. `unknown`: why the ranges are not known. Then nothing is said about a
   * global unicast IPv6 address, and the probe does not connect to it. @defaultValue no VPC
   */
  vpc?: { cidrs: string[] } | { unknown: string };
  /** Ports that may be probed. @defaultValue [443], and 80 with `allowHttp` */
  allowedPorts?: number[];
  /** Whether URLs with http are allowed. @defaultValue false */
  allowHttp?: boolean;
};

/** A proxy of a vantage. @public */
export type ProxyOptions = {
  /**
   * `http://host:port`, `https://host:port` or `socks5://host:port`. The proxy receives the address of the target, never
   * its name.
   */
  url: string;
  username?: string;
  password?: string;
};

/** A local port that leads to the endpoint, such as that of `ssh -L` or of an SSM port forward. @public */
export type ConnectToOptions = {
  /**
   * Host of the targets that the port leads to, or a suffix such as `.execute-api.eu-central-1.amazonaws.com`.
   * @defaultValue every host
   */
  host?: string;
  /** IP address. It may be in a range that the guard denies, such as 127.0.0.1. */
  address: string;
  port: number;
};

/** Where a probe runs from. @public */
export type VantageOptions = {
  id: string;
  /** Short form of {@link VantageOptions.resolvers} for one resolver. */
  resolver?: string;
  /**
   * DNS resolvers: `address`, `address:port`, and `/tcp` after it for TCP instead of UDP. If one does not respond, the
   * next one is queried. @defaultValue the resolvers of the system
   */
  resolvers?: string[];
  /** Whether names are looked up in the hosts file of the system first. @defaultValue false */
  hostsFile?: boolean;
  /** `http://host:port` of a proxy that supports CONNECT. Short form of {@link VantageOptions.proxy}. */
  connectProxy?: string;
  /** A proxy. @defaultValue a direct connection */
  proxy?: ProxyOptions;
  /**
   * Connects to a fixed address instead of the addresses of the name. Name resolution is skipped, so nothing is known
   * about the privacy of the name. TLS still verifies the certificate for the host of the target.
   */
  connectTo?: ConnectToOptions;
  /** PEM text, trusted in addition to the default roots. */
  trustBundle?: string;
  /**
   * Why the trust bundle cannot be read. A certificate that is then not trusted is the fault of the vantage.
   * @defaultValue it was read, or there is none
   */
  trustBundleError?: string;
  /** Certificate for servers that require one. Sent only to servers that ask for it. */
  clientCertificate?: ClientCertificate;
  /**
   * Key exchange that the ClientHello offers: `classical` without post-quantum groups, which fits into one TCP segment,
   * or `hybrid` with X25519MLKEM768 first. @defaultValue what Node offers
   */
  keyShare?: 'hybrid' | 'classical';
};

/** PEM texts of certificate and key, or a PKCS#12 file. @public */
export type ClientCertificate =
  | {
      /** PEM: the certificate and its intermediates. */
      cert: string;
      /** PEM. May be encrypted with the passphrase. */
      key: string;
      passphrase?: string;
    }
  | { pfx: Uint8Array; passphrase?: string };

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
