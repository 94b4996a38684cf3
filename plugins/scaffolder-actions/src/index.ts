/**
 * Scaffolder actions that generate, verify, deploy, record, await and destroy private serverless services.
 *
 * @packageDocumentation
 */

export { privateServerlessModule as default } from './module';
export { createAwaitEntityAction } from './actions/awaitEntity';
export { createDeployAction } from './actions/deploy';
export { createDestroyAction } from './actions/destroy';
export { createGenerateAction } from './actions/generate';
export { createRecordOutputsAction } from './actions/recordOutputs';
export { createVerifyAction } from './actions/verify';
export type { GenerateProject } from './lib/generator';
export type { CatalogAccess } from './lib/catalogRemoval';
export type { EnvironmentAccess } from './lib/environments';
