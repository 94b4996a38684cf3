/**
 * A local AWS for the demo and the tests.
 *
 * @packageDocumentation
 */

export { ARTIFACT_BUCKET, startSandbox } from './startSandbox';
export type { Sandbox, SandboxOptions, VpcAccess } from './startSandbox';
export type { Fault } from './cloudformation/Faults';
export type { FunctionState } from './functions/types';
export type { Properties, Value } from './account/Account';
export type { CertificateInput, IpamPoolInput, Place } from './control/checks';
export type { SandboxControl } from './control/control';
export type { ZoneAssociation } from './control/network';
export type { DeniedOperations } from './control/Denials';
export type { RequestFaultSettings } from './control/RequestFaults';
