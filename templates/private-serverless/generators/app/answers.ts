/** How a request reaches the service. */
export type Entry = 'endpoint' | 'custom-domain' | 'alb' | 'alb-lambda';

/** Answers about a new service. The schema is `answers.schema.json`. */
export type Answers = {
  /** DNS label that starts with a letter. The repository, the stack and the catalog entity have this name. */
  name: string;
  description: string;
  /** Catalog reference or plain name of the owning group or user. */
  owner: string;
  system?: string;
  /** ID of one of `privateServerless.environments`. */
  environment: string;
  /** @defaultValue existing, where the environment has one */
  network: 'existing' | 'new';
  entry: Entry;
  /**
   * How `{apiId}.execute-api…` resolves in the VPC. `off`: like everywhere, to public addresses, which respond with 403.
   * `zone`: to the endpoint, by a private hosted zone for this API. `on`: to the endpoint, like every execute-api name,
   * so that the VPC cannot reach public APIs; network `new` only.
   */
  privateDns: 'on' | 'off' | 'zone';
  frontend: 'none' | 'api-gateway' | 'alb-s3';
  data: Array<'dynamodb' | 's3' | 'secret'>;
  /** Further AWS services that the code calls, by endpoint name (`sqs`, `bedrock-runtime`). */
  services: string[];
  authorization: 'iam' | 'jwt' | 'none';
  /** Additional callers, besides the environment's endpoint. */
  consumers?: {
    vpcEndpointIds?: string[];
    accounts?: string[];
    roles?: string[];
  };
  mtls: boolean;
  waf: boolean;
  ci: 'github-actions' | 'none';
  repository?: { host: string; owner: string; name: string };
};
