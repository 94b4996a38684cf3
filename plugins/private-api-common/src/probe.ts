// The prober and the browser share these; this package exports them for both ends of the plugin.
export type {
  Diagnosis,
  Entry,
  FailureCode,
  HealthState,
  Hop,
  HopState,
  Phase,
  ProbeResult,
  Timings,
} from '@private-serverless/wire';
export { entries, healthStates, hops, pathOf } from '@private-serverless/wire';
