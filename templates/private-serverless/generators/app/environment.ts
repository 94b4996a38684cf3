/** An environment is defined once, for CLI, Backstage and generator. Here it is what the platform team writes. */
export type {
  EnvironmentConfig as Environment,
  ExistingNetwork,
  NewNetwork,
} from '@private-serverless/environment';
