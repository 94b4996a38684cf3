import type { VantageOptions } from '@private-serverless/probe';

/** A client certificate in files, which are read again when they change. */
export type ClientCertificateFiles = {
  /** Path of a PEM file with certificate and key, or of a PKCS#12 file (`.p12`, `.pfx`). */
  file: string;
  /** Path of a PEM file with the key. @defaultValue the file itself */
  key?: string;
  passphrase?: string;
};

/** One item of `privateApi.vantages`. */
export type VantageConfig = Pick<
  VantageOptions,
  | 'id'
  | 'resolver'
  | 'resolvers'
  | 'hostsFile'
  | 'connectProxy'
  | 'proxy'
  | 'connectTo'
  | 'keyShare'
> & {
  title: string;
  /** Id of the only environment that it probes. @defaultValue all environments */
  environment?: string;
  /** Path of a PEM file. */
  trustBundle?: string;
  clientCertificate?: ClientCertificateFiles;
  /** URL of a target that always responds, if the vantage works. */
  control?: string;
};

/** Validated configuration key `privateApi`. Durations are in milliseconds. */
export type ProbingConfig = {
  intervals: Record<string, number>;
  defaultInterval: number;
  timeout: number;
  syncInterval: number;
  retention: number;
  concurrency: number;
  /** Each one starts with a dot. */
  allowedHostSuffixes: string[];
  allowedCidrs: string[];
  deniedCidrs: string[];
  allowedPorts: number[];
  /** Entity ref by stack ARN. */
  adoptedStacks: ReadonlyMap<string, string>;
  vantages: VantageConfig[];
};

/** Interval between two probes of a target in an environment, in milliseconds. */
export function intervalOf(config: ProbingConfig, environmentId: string) {
  return config.intervals[environmentId] ?? config.defaultInterval;
}

/** Vantages that probe an environment. */
export function vantagesOf(config: ProbingConfig, environmentId: string) {
  return config.vantages.filter(
    ({ environment }) =>
      environment === undefined || environment === environmentId,
  );
}
