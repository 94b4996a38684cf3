/**
 * Scaffolder actions that generate, verify, deploy, record, register, clean up and destroy private serverless services,
 * and detect their drift.
 *
 * @packageDocumentation
 */

export { privateServerlessFeatures as default } from './features';
export { privateServerlessS3WorkspaceProviderModule } from './workspace/module';
export { createRegisterEntityAction } from './actions/registerEntity';
export { createCleanUpAction } from './actions/cleanUp';
export { createDeployAction } from './actions/deploy';
export { createDestroyAction } from './actions/destroy';
export { createDetectDriftAction } from './actions/detectDrift';
export { createGenerateAction } from './actions/generate';
export { createRecordOutputsAction } from './actions/recordOutputs';
export { createVerifyAction } from './actions/verify';
export type {
  GeneratedConflict,
  GenerateProject,
} from './lib/generate/generator';
export type { OwnerAccess } from './lib/access/actsForOwner';
export type { LeftoverAccess } from './lib/stacks/leftoverStack';
export type { StackTasks } from './lib/tasks/stackTasks';
export type { TaskEnds } from './lib/tasks/taskEnds';
export type { TaskRecord, Tasks } from './lib/tasks/tasks';
export type { AuditAccess } from './lib/access/audit';
export type { CatalogAccess } from './lib/catalog/catalogRemoval';
export type { EnvironmentAccess } from './lib/access/environments';
