/**
 * Probes one private HTTPS endpoint phase by phase, behind a guard against server-side request forgery.
 *
 * @packageDocumentation
 */
export * from './types';
export { createProber, type Prober, type ProberOptions } from './prober';
export { defaultAllowedCidrs } from './guard/addresses';
export {
  diagnose,
  type Diagnosis,
  type DiagnoseOptions,
} from './diagnosis/diagnose';
export { pathOf, type Entry, type Hop } from './diagnosis/hops';
export {
  nextHealth,
  type HealthOptions,
  type HealthRecord,
  type HealthState,
} from './health/nextHealth';
export type { DegradationOptions } from './health/degradation';
export { failureFacts, failureText, type FailureFacts } from './failureText';
export { shownUrl } from './shownUrl';
