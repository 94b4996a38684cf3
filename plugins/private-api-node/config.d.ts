// The keys of an environment and their rules are defined once, by the JSON schema of @private-serverless/environment.
// A test compares this file with it.
export interface Config {
  /** Private Serverless: what the golden path and the health checks know of AWS. */
  privateServerless?: {
    /**
     * The accounts, regions and networks that services may be deployed to. They are checked completely when Backstage
     * starts. A key that this version does not use yet is logged as a warning.
     */
    environments?: Array<{
      /** Unique; lower-case letters, digits and single hyphens, at most 63 characters. */
      id: string;
      /** What people read; the id by default. */
      title?: string;
      /** Twelve digits, quoted. Its credentials come from Backstage's own `aws` configuration. */
      accountId: string;
      region: string;
      /** `aws` by default. */
      partition?: 'aws' | 'aws-cn' | 'aws-us-gov';
      /** Base URL of a local AWS, without user and password. Leave it out for the real one. */
      awsEndpointUrl?: string;
      /**
       * Bucket in the account and region that stores the packaged functions. Required where there is a network.
       */
      artifactBucket?: string;
      /** Bucket for the access logs of load balancers. Not used yet. */
      logBucket?: string;
      /** Service role that CloudFormation assumes. */
      cloudFormationRoleArn?: string;
      /** Permissions boundary of every role in the template. */
      permissionsBoundaryArn?: string;
      /** Key that encrypts logs and data. */
      kmsKeyArn?: string;
      /**
       * Address ranges of the corporate network, from which the services are called. Private ranges only; required
       * where there is a network.
       */
      corporateCidrs?: string[];
      /** Interface endpoints for lambda and logs even if no code calls them. False by default. */
      baselineEndpoints?: boolean;
      /** Whether functions of the control plane run inside the VPC. False by default. Not used yet. */
      controlPlaneInVpc?: boolean;
      /** Whether this is a production environment. Not used yet. */
      production?: boolean;
      /**
       * Whether tables refuse to be deleted; default: true. Written out as true, deployed stacks get termination
       * protection too: they are destroyed only where a person lifts it.
       */
      deletionProtection?: boolean;
      /** How many days log groups keep their events: one of CloudWatch Logs' retention periods. */
      logRetentionDays?: number;
      /** How load-balancer targets follow the endpoint. Not used yet. */
      targets?: 'sync' | 'pinned';
      /**
       * Where services run. Without a network and without an artifact bucket nothing is deployed there, and stacks that
       * exist are only read.
       */
      network?: {
        /** A VPC that is there already. */
        existing?: {
          vpcId: string;
          /** At least two private subnets, in two Availability Zones. */
          subnetIds: string[];
          routeTableIds?: string[];
          executeApiEndpointId?: string;
          /** Other interface endpoints by service name, such as `secretsmanager: vpce-…`. */
          endpointIds?: { [service: string]: string };
          /** Not used yet. */
          endpointSecurityGroupIds?: string[];
          /** Not used yet. */
          allowNewEndpoints?: boolean;
        };
        /** What a new VPC gets. */
        new?: {
          /** Private IPv4 ranges from /16 to /26. Every new VPC takes the first one. */
          cidrs?: string[];
          /** Not used yet; a service with a new network is refused. */
          ipamPoolId?: string;
          /** Not used yet; a service with a new network is refused. */
          transitGatewayId?: string;
          /** Not used yet; a service with a new network is refused. */
          resolverRuleIds?: string[];
          /** Not used yet; a service with a new network is refused. */
          associateZoneVpcIds?: string[];
          /** Prefix lists of the gateway endpoints in this region. A later version looks them up at deploy time. */
          prefixListIds?: { dynamodb?: string; s3?: string };
        };
      };
      /** Own domain names. Not used yet. */
      domain?: {
        suffix: string;
        hostedZoneId?: string;
        certificateArn?: string;
        trustStore?: { bucket: string; key: string; version?: string };
      };
      /** The corporate identity provider. Not used yet. */
      jwt?: { issuer: string; audience: string; jwks?: string };
      /** What the privacy proof demands here. Not used yet. */
      privacy?: {
        /** Severity of single rules, by rule id. */
        severity?: { [rule: string]: 'H' | 'M' | 'L' };
        exceptions?: Array<{
          rule: string;
          resource: string;
          reason: string;
          approver: string;
          /** `YYYY-MM-DD`, in quotes. */
          expires: string;
        }>;
        newRules?: {
          block?: {
            /** `YYYY-MM-DD`, in quotes. */
            from?: string;
          };
        };
        /** Such as `24h`. */
        maxFactsAge?: string;
      };
      /** Tags of every stack. */
      tags?: { [key: string]: string };
    }>;
  };
}
