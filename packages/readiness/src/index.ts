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
export { otherValues } from './deploy/otherValues';
export { serviceNeeds } from './deploy/serviceNeeds';
export { checkServiceName, type NamedService } from './deploy/serviceName';

export {
  createEntryClients,
  type EntryClients,
} from './entry/createEntryClients';
export type { EntryRead, SendRequest } from './entry/options';
export {
  type BalancerState,
  type ListenerState,
  readListeners,
  readLoadBalancers,
} from './entry/loadBalancers';
export { readTargetHealth, type TargetState } from './entry/targets';
export { type EndpointState, readEndpoints } from './entry/endpoints';
export {
  type DomainReference,
  type DomainState,
  type MappingState,
  readAssociations,
  readDomain,
  readMappings,
} from './entry/domains';
export { type CertificateState, readCertificate } from './entry/certificates';
