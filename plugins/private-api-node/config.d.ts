export interface Config {
  /** Private Serverless: what the golden path and the health checks know of AWS. */
  privateServerless?: {
    /** The accounts, regions and networks that services may be deployed to. */
    environments?: Array<{
      /** Unique; lower-case letters, digits and dashes. */
      id: string;
      /** What people read; the id by default. */
      title?: string;
      /** Twelve digits, quoted. Its credentials come from Backstage's own `aws` configuration. */
      accountId: string;
      region: string;
      /** `aws` by default. */
      partition?: 'aws' | 'aws-cn' | 'aws-us-gov';
      /** Base URL of a local AWS. Leave it out for the real one. */
      awsEndpointUrl?: string;
      /** Bucket in the account and region that takes the packaged functions; deploy needs it. */
      artifactBucket?: string;
      /** Service role that CloudFormation assumes. */
      cloudFormationRoleArn?: string;
      /** Permissions boundary of every role that the template makes. */
      permissionsBoundaryArn?: string;
      kmsKeyArn?: string;
      /** Address ranges of the corporate network, from which the services are called. */
      corporateCidrs?: string[];
      /** Interface endpoints for lambda and logs even if no code calls them. */
      baselineEndpoints?: boolean;
      /** Interface endpoints for deploying from inside the VPC. */
      controlPlaneInVpc?: boolean;
      /**
       * Whether tables refuse to be deleted; default: true. Written out as true, deployed stacks get termination
       * protection too: they are destroyed only where a person lifts it.
       */
      deletionProtection?: boolean;
      /** How many days log groups keep what they have, one of CloudWatch Logs' numbers. */
      logRetentionDays?: number;
      network?: {
        /** A VPC that is there already. */
        existing?: {
          vpcId: string;
          subnetIds: string[];
          routeTableIds?: string[];
          executeApiEndpointId?: string;
          /** Other interface endpoints by service name, such as `secretsmanager: vpce-…`. */
          endpointIds?: { [service: string]: string };
        };
        /** What a new VPC gets. */
        new?: {
          cidrs?: string[];
          ipamPoolId?: string;
          transitGatewayId?: string;
          resolverRuleIds?: string[];
          associateZoneVpcIds?: string[];
          /** Prefix lists of the gateway endpoints in this region. */
          prefixListIds?: { dynamodb?: string; s3?: string };
        };
      };
      /** Own domain names. */
      domain?: {
        suffix: string;
        hostedZoneId?: string;
        certificateArn?: string;
        trustStore?: { bucket: string; key: string; version?: string };
      };
      /** Tags of every stack. */
      tags?: { [key: string]: string };
    }>;
  };
}
