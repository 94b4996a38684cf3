/** An environment as the platform team configures it. The CLI and Backstage use the same definition. */
export type {
  EnvironmentConfig as Environment,
  ExistingNetwork,
  NewNetwork,
} from '@private-serverless/environment';
