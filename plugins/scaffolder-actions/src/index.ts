/**
 * Scaffolder actions that generate, verify, deploy, record and destroy private serverless services.
 *
 * @packageDocumentation
 */

export { privateServerlessModule as default } from './module';
export { createDeployAction } from './actions/deploy';
export { createDestroyAction } from './actions/destroy';
export { createGenerateAction } from './actions/generate';
export { createRecordOutputsAction } from './actions/recordOutputs';
export { createVerifyAction } from './actions/verify';
export type { GenerateProject } from './lib/generator';
