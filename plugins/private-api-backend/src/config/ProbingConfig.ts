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

/** How long each part of the history is kept, in milliseconds. */
export type HistoryConfig = {
  raw: number;
  fiveMinutes: number;
  hourly: number;
  daily: number;
  transitions: number;
};

/** Who is notified of what. */
export type NotificationsConfig = {
  enabled: boolean;
  /** Days before a certificate expires at which its owner is notified, the most first. */
  certificateDays: number[];
  /** Number of targets of one owner from which on one message lists them all. */
  groupAfter: number;
  /** Refs of the users and groups that are notified of vantages, and of services without an owner. */
  operators: string[];
};

/** What annotations of an entity may set. Durations are in milliseconds. */
export type OverridesConfig = {
  interval: { min: number; max: number };
  maintenance: { maxDuration: number };
};

/** Validated configuration key `privateApi`. Durations are in milliseconds. */
export type ProbingConfig = {
  intervals: Record<string, number>;
  defaultInterval: number;
  timeout: number;
  syncInterval: number;
  history: HistoryConfig;
  /** Duration of a probe above which a target counts as slow. Absent: no target does. */
  latencyThreshold?: number;
  /** Days before a certificate expires at which a target is degraded. */
  certificateWarningDays: number;
  overrides: OverridesConfig;
  /** Latest version of the golden path. Absent: not known. */
  goldenPathVersion?: string;
  notifications: NotificationsConfig;
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
