/**
 * A CloudFormation stack: package the handlers, change set, deploy, events, outputs, destroy.
 *
 * @packageDocumentation
 */
export { deployStack } from './deploy/deploy';
export { findOperation, type FoundOperation } from './deploy/findOperation';
export {
  describeStack,
  listResources,
  stackOutputs,
  type StackDescription,
  type StackReference,
  type StackResource,
} from './describe';
export { destroyStack } from './destroy/destroy';
export type {
  BucketToDelete,
  DestroyOptions,
  DestroyPlan,
  DestroyResult,
  EmptiedBucket,
  StackPart,
} from './destroy/types';
export { detectDrift, type DriftOptions } from './drift/drift';
export { driftLines } from './drift/lines';
export type {
  DriftDifference,
  DriftResult,
  ResourceDrift,
} from './drift/types';
export { listStacks } from './listStacks';
export { StackError, type StackErrorCode } from './errors';
export { eventLine } from './follow/eventLine';
export { withoutSecrets } from './follow/readableLog';
export { readParametersFile, readProject, type Project } from './project';
export type { Clock } from './aws/clock';
export type { Patience } from './aws/calls';
export type {
  DeployFailure,
  DeployOptions,
  DeployResult,
  FollowOptions,
  OwnerTag,
  Plan,
  PlannedChange,
  PlannedPropertyChange,
  PlanWarning,
  PollOptions,
  ReadTemplateText,
  StackEvent,
} from './types';
