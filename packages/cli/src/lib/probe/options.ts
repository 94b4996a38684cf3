/** Options of `probe`, as they are written on the command line. */
export type ProbeOptions = {
  proxy?: string;
  /** Deprecated form of `proxy`, for http only. */
  connectProxy?: string;
  /** `ADDRESS:PORT`, IPv6 in brackets. */
  connectTo?: string;
  resolver?: string[];
  hostsFile?: boolean;
  /** Path of a PEM file. */
  trustBundle?: string;
  /** Path of a PEM file with certificate and key, or of a PKCS#12 file. */
  clientCertificate?: string;
  keyShare?: 'hybrid' | 'classical';
  /** Hosts, and suffixes that start with a dot. */
  allowHost?: string[];
  allowCidr?: string[];
  allowPort?: string[];
  json?: boolean;
};

/** The environment variables with what must not be on a command line. */
export const secretVariables = {
  proxyUser: 'PRIVATE_SERVERLESS_PROXY_USER',
  proxyPassword: 'PRIVATE_SERVERLESS_PROXY_PASSWORD',
  passphrase: 'PRIVATE_SERVERLESS_CLIENT_CERTIFICATE_PASSPHRASE',
} as const;
