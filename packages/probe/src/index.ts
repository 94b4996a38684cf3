/**
 * Probes one private HTTPS URL phase by phase. A guard protects against server-side request forgery.
 *
 * @packageDocumentation
 */
export type {
  Diagnosis,
  Entry,
  FailureCode,
  HealthState,
  Hop,
  HttpDetails,
  Phase,
  ProbeResult,
  Timings,
  TlsDetails,
} from '@private-serverless/wire';
export { defaultAllowedCidrs, pathOf } from '@private-serverless/wire';
export * from './types';
export { createProber, type Prober, type ProberOptions } from './prober';
export {
  type FormatProberOption,
  ProberOptionError,
  type ProberOptionName,
} from './ProberOptionError';
export { diagnose, type DiagnoseOptions } from './diagnosis/diagnose';
export {
  nextHealth,
  type HealthOptions,
  type HealthRecord,
} from './health/nextHealth';
export type { DegradationOptions } from './health/degradation';
export { failureFacts, failureText, type FailureFacts } from './failureText';
export { shownUrl } from './shownUrl';
