/**
 * Types and constants that both ends of a probe result share.
 *
 * @packageDocumentation
 */
export { defaultAllowedCidrs, privateCidrs } from './addresses.ts';
export {
  type FailureCode,
  failureCodes,
  type Phase,
  phases,
} from './failures.ts';
export { type HealthState, healthStates } from './health.ts';
export {
  type Diagnosis,
  entries,
  type Entry,
  frontOf,
  type Hop,
  hops,
  pathOf,
} from './path.ts';
export type {
  HttpDetails,
  ProbeResult,
  Timings,
  TlsDetails,
} from './probeResult.ts';
