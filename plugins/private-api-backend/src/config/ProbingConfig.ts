/** From where to probe: one item of `privateApi.vantages`. */
export type VantageConfig = {
  id: string;
  title: string;
  /** Id of the only environment it serves; absent: all of them. */
  environment?: string;
  resolver?: string;
  connectProxy?: string;
  /** Path of a PEM file. */
  trustBundle?: string;
};

/** The configuration key `privateApi`, checked. Durations are milliseconds. */
export type ProbingConfig = {
  intervals: Record<string, number>;
  defaultInterval: number;
  timeout: number;
  syncInterval: number;
  retention: number;
  concurrency: number;
  /** Each starts with a dot. */
  allowedHostSuffixes: string[];
  allowedCidrs: string[];
  deniedCidrs: string[];
  allowedPorts: number[];
  /** Entity ref by stack ARN. */
  adoptedStacks: ReadonlyMap<string, string>;
  vantages: VantageConfig[];
};

/** How long between two checks in an environment, in milliseconds. */
export function intervalOf(config: ProbingConfig, environmentId: string) {
  return config.intervals[environmentId] ?? config.defaultInterval;
}

/** The vantages that serve an environment. */
export function vantagesOf(config: ProbingConfig, environmentId: string) {
  return config.vantages.filter(
    ({ environment }) =>
      environment === undefined || environment === environmentId,
  );
}
