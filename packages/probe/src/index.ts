/**
 * Probes one private HTTPS URL phase by phase. A guard protects against server-side request forgery.
 *
 * @packageDocumentation
 */
export type {
  Attempt,
  Diagnosis,
  Entry,
  Failure,
  FailureCode,
  FailureFacts,
  FailureMeaning,
  HealthState,
  Hop,
  HttpDetails,
  Phase,
  ProbeResult,
  Timings,
  TlsDetails,
} from '@private-serverless/wire';
export {
  defaultAllowedCidrs,
  failureTable,
  meaningOf,
  pathOf,
} from '@private-serverless/wire';
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
export { needsControl, showsVantageWorks, withControl } from './health/control';
export type { DegradationOptions } from './health/degradation';
export type { FailedAddress } from './health/failedAddresses';
export { failureFacts, failureText } from './failureText';
export { shownUrl } from './shownUrl';
