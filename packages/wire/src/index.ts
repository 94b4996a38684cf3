/**
 * Types and constants that both ends of a probe result share.
 *
 * @packageDocumentation
 */
export { defaultAllowedCidrs, privateCidrs } from './addresses.ts';
export type {
  FailureEntry,
  FailureFacts,
  FailureMeaning,
} from './failures/entry.ts';
export { type Phase, phases } from './failures/phases.ts';
export {
  type FailureCode,
  failureCodes,
  failureTable,
  isFailureCode,
  meaningOf,
} from './failures/table.ts';
export { type HealthState, healthStates } from './health.ts';
export {
  type Diagnosis,
  entries,
  type Entry,
  frontOf,
  type Hop,
  hops,
  type HopState,
  hopStates,
  pathOf,
} from './path.ts';
export type {
  Attempt,
  CertificateSummary,
  Failure,
  HttpDetails,
  ProbeResult,
  Timings,
  TlsDetails,
} from './probeResult.ts';
