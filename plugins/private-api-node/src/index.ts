/**
 * Environments from the configuration and AWS clients, shared by the backend plugins of Private Serverless.
 *
 * @packageDocumentation
 */
export * from './AwsClients';
export type { Environment } from '@private-serverless/environment';
export * from './checks';
export * from './environmentView';
export * from './loadReadiness';
export * from './readEnvironments';
export * from './stackArn';
export * from './Values';
export { RANGE_PARAMETERS } from '@private-serverless/environment';
