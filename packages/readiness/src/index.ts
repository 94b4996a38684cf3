/**
 * What an environment has, lacks or has wrong, by calls to AWS that only read.
 *
 * @packageDocumentation
 */
export { checkReadiness, type ReadinessOptions } from './checkReadiness';
export {
  createReadinessClients,
  type ReadinessClientOptions,
} from './createReadinessClients';
export { checkText, isProblem, neededBy, type ServiceNeeds } from './neededBy';
export { type FactsOptions, readNetworkFacts } from './readNetworkFacts';
export type {
  Check,
  CheckStatus,
  NetworkFacts,
  Readiness,
  ReadinessClients,
} from './types';

export { readVpcs, type VpcRanges } from './network/readVpcs';
export {
  deployParameters,
  type DeployParameters,
} from './deploy/deployParameters';
export { serviceNeeds } from './deploy/serviceNeeds';
