/**
 * A CloudFormation stack: assets, change set, deploy, events, outputs, drift, destroy.
 *
 * @packageDocumentation
 */
export { deployStack } from './deploy/deployStack';
export type { DeployOptions } from './deploy/options';
export type { ReadDeployed } from './deploy/readDeployed';
export { destroyStack } from './destroy/destroyStack';
export type {
  BucketToDelete,
  DestroyOptions,
  DestroyPlan,
  DestroyResult,
  EmptiedBucket,
  RetainedPart,
  StackPart,
} from './destroy/types';
export { detectDrift, type DriftOptions } from './drift/detectDrift';
export { driftLines } from './drift/driftLines';
export type {
  DriftDifference,
  DriftResult,
  ResourceDrift,
} from './drift/types';
export { eventLine } from './follow/eventLine';
export { recentEvents } from './follow/recentEvents';
export type { AddressRange } from './ranges/AddressRange';
export type { RetryPolicy } from './session/aws/AwsCalls';
export type { Clock } from './session/aws/clock';
export {
  describeStack,
  listResources,
  stackOutputs,
  type StackDescription,
  type StackReference,
  type StackResource,
} from './session/describe';
export {
  awsFaultOf,
  StackError,
  type StackErrorCode,
  type StackErrorDetails,
} from './session/StackError';
export type { AwsFault } from './session/aws/faults';
export { listStacks } from './session/listStacks';
export type { FormatOption, OptionName } from './session/optionNames';
export type {
  FollowOptions,
  PollOptions,
  ReadTemplateText,
} from './session/options';
export { withoutSecrets } from './session/redaction/readableLog';
export type {
  DeployFailure,
  DeployResult,
  Leftover,
  OwnerTag,
  Plan,
  PlannedChange,
  PlannedPropertyChange,
  PlanWarning,
  ProgressLevel,
  StackEvent,
} from './session/results';
export { isStackGone } from './session/states';
export { deployedTemplate } from './template/deployedTemplate';
export {
  readParametersFile,
  readProject,
  type Project,
} from './template/project';
