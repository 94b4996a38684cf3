/**
 * What the backends of Private Serverless share: environments from configuration, AWS clients and credentials.
 *
 * @packageDocumentation
 */
export * from './AwsClients';
export type { Environment } from '@private-serverless/environment';
export * from './checks';
export * from './environmentView';
export * from './readEnvironments';
export * from './stackArn';
export * from './values';
