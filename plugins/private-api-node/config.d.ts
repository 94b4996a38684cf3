// @private-serverless/environment defines the keys of an environment and their rules in one JSON schema.
// A test compares this file with it.
export interface Config {
  /** Configuration of Private Serverless that the scaffolder actions and the backend plugin share. */
  privateServerless?: {
    /**
     * Accounts, regions and networks to which services can be deployed. Backstage validates them when it starts. It
     * logs a warning for a key that this version does not use yet.
     */
    environments?: Array<{
      /**
       * Unique id of lower-case letters, digits and single hyphens. At most 63 characters.
       * @visibility backend
       */
      id: string;
      /**
       * Title for users.
       * @default the id
       * @visibility backend
       */
      title?: string;
      /**
       * AWS account number of twelve digits, in quotes. Its credentials come from Backstage's `aws` configuration.
       * @visibility backend
       */
      accountId: string;
      /**
       * AWS region, such as `eu-central-1`.
       * @visibility backend
       */
      region: string;
      /**
       * AWS partition of the region.
       * @default aws
       * @visibility backend
       */
      partition?: 'aws' | 'aws-cn' | 'aws-us-gov';
      /**
       * Base URL of a local AWS, without user and password.
       * @default the real AWS
       * @visibility backend
       */
      awsEndpointUrl?: string;
      /**
       * S3 bucket in the account and region that stores the packaged functions. Required if there is a network.
       * @visibility backend
       */
      artifactBucket?: string;
      /**
       * S3 bucket for the access logs of load balancers. Required for services with a load balancer.
       * @visibility backend
       */
      logBucket?: string;
      /**
       * ARN of the service role that CloudFormation assumes.
       * @default the role of Backstage
       * @visibility backend
       */
      cloudFormationRoleArn?: string;
      /**
       * ARN of the permissions boundary of every role in the template.
       * @default none
       * @visibility backend
       */
      permissionsBoundaryArn?: string;
      /**
       * ARN of the KMS key that encrypts logs and data.
       * @visibility backend
       */
      kmsKeyArn?: string;
      /**
       * Private address ranges of the corporate network, from which the services are called. Required if there is a
       * network.
       * @visibility backend
       */
      corporateCidrs?: string[];
      /**
       * Whether a new network gets VPC endpoints for lambda and logs even if no code calls these services.
       * @default false
       * @visibility backend
       */
      baselineEndpoints?: boolean;
      /**
       * Whether functions of the control plane run inside the VPC, which then needs endpoints for what they call.
       * @default false
       * @visibility backend
       */
      controlPlaneInVpc?: boolean;
      /**
       * Whether this is a production environment: by default, deletionProtection is true and logRetentionDays is 365.
       * @default false
       * @visibility backend
       */
      production?: boolean;
      /**
       * Whether tables have deletion protection. If the key is set to true explicitly, load balancers have it too, and
       * deployed stacks get termination protection. A user must remove both before a destroy.
       * @default true for tables; in production, the same as an explicit true
       * @visibility backend
       */
      deletionProtection?: boolean;
      /**
       * Retention of log groups in days. Must be a retention period of CloudWatch Logs.
       * @default 90, in production 365
       * @visibility backend
       */
      logRetentionDays?: number;
      /**
       * How the targets of load balancers stay the addresses of the VPC endpoint. sync: a function registers them. pinned
       * (experimental): the addresses are reserved, only for services with a network of their own.
       * @default sync
       * @visibility backend
       */
      targets?: 'sync' | 'pinned';
      /**
       * Networks for services. An environment without a network and without an artifact bucket is read-only: services
       * cannot be deployed to it.
       */
      network?: {
        /** An existing VPC. */
        existing?: {
          /**
           * Id of the VPC.
           * @visibility backend
           */
          vpcId: string;
          /**
           * Ids of at least two private subnets in two Availability Zones.
           * @visibility backend
           */
          subnetIds: string[];
          /**
           * Ids of the route tables of the subnets.
           * @visibility backend
           */
          routeTableIds?: string[];
          /**
           * Id of the VPC endpoint for execute-api.
           * @visibility backend
           */
          executeApiEndpointId?: string;
          /**
           * Ids of other VPC endpoints by service name, such as `dynamodb: vpce-…`.
           * @visibility backend
           */
          endpointIds?: { [service: string]: string };
          /**
           * Ids of the security groups of the endpoints. Services add a rule for their functions to each of them.
           * @visibility backend
           */
          endpointSecurityGroupIds?: string[];
          /**
           * Whether the stack of a service may add missing endpoints to this network.
           * @default false
           * @visibility backend
           */
          allowNewEndpoints?: boolean;
        };
        /** Settings for a new VPC. */
        new?: {
          /**
           * Private IPv4 ranges for new VPCs. Each is the range of one VPC, from /16 to /26, or with netmaskLength is divided
           * into blocks. Each deploy of a new service takes the next one that is free.
           * @visibility backend
           */
          cidrs?: string[];
          /**
           * Prefix length of each new VPC, from 16 to 26.
           * @default 24 with ipamPoolId, otherwise each item of cidrs is one block
           * @visibility backend
           */
          netmaskLength?: number;
          /**
           * IPAM pool that allocates the range of each new VPC. It takes precedence over cidrs.
           * @visibility backend
           */
          ipamPoolId?: string;
          /**
           * Transit gateway to which each new VPC is attached. It must be shared with the account.
           * @visibility backend
           */
          transitGatewayId?: string;
          /**
           * Ids of Route 53 Resolver rules for each new VPC. They must be shared with the account.
           * @visibility backend
           */
          resolverRuleIds?: string[];
          /**
           * Ids of VPCs that also resolve the private hosted zones of the services.
           * @visibility backend
           */
          associateZoneVpcIds?: string[];
          /**
           * Deprecated: the prefix lists of the gateway endpoints are looked up at deploy time.
           * @visibility backend
           */
          prefixListIds?: { dynamodb?: string; s3?: string };
        };
      };
      /** Custom domain names. Not used yet. */
      domain?: {
        /**
         * Domain under which services get their names.
         * @visibility backend
         */
        suffix: string;
        /**
         * Id of the private hosted zone of the domain.
         * @visibility backend
         */
        hostedZoneId?: string;
        /**
         * ARN of the certificate for the domain.
         * @visibility backend
         */
        certificateArn?: string;
        /** S3 object with the trusted client certificate authorities for mutual TLS. */
        trustStore?: {
          /**
           * Bucket of the object.
           * @visibility backend
           */
          bucket: string;
          /**
           * Key of the object.
           * @visibility backend
           */
          key: string;
          /**
           * Version of the object.
           * @default the latest version
           * @visibility backend
           */
          version?: string;
        };
      };
      /** The corporate identity provider. Not used yet. */
      jwt?: {
        /**
         * Issuer of the tokens.
         * @visibility backend
         */
        issuer: string;
        /**
         * Audience of the tokens.
         * @visibility backend
         */
        audience: string;
        /**
         * URL of the signing keys.
         * @visibility backend
         */
        jwks?: string;
      };
      /** Requirements of the privacy proof. */
      privacy?: {
        /**
         * Severity of single rules, by rule id.
         * @visibility backend
         */
        severity?: { [rule: string]: 'H' | 'M' | 'L' };
        /**
         * Ids of the rules that the exceptions of a repository may concern.
         * @default every rule with severity M or L
         * @visibility backend
         */
        exceptions?: string[];
        /** Effect of rules that did not exist when a stack was deployed. */
        newRules?: {
          /** When findings of the deployed template block an update. */
          block?: {
            /**
             * First day on which a finding blocks the update of a stack whose template already has it, as `YYYY-MM-DD` in quotes.
             * @default at once
             * @visibility backend
             */
            from?: string;
          };
        };
        /**
         * Maximum age of network facts, such as `24h`.
         * @visibility backend
         */
        maxFactsAge?: string;
      };
      /**
       * Tags of every stack.
       * @default none
       * @visibility backend
       */
      tags?: { [key: string]: string };
    }>;
  };
}
