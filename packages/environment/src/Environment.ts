/** AWS partition. @public */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** An existing corporate VPC, with IDs that the platform team configured. @public */
export type ExistingNetwork = {
  vpcId: string;
  /** Private subnets in at least two Availability Zones. */
  subnetIds: string[];
  routeTableIds?: string[];
  executeApiEndpointId?: string;
  /** Other interface endpoints by service name. */
  endpointIds?: Record<string, string>;
  endpointSecurityGroupIds?: string[];
  /** Whether a stack may add endpoints to this network. @defaultValue false */
  allowNewEndpoints?: boolean;
};

/** Settings of a new VPC. @public */
export type NewNetwork = {
  /**
   * Private IPv4 ranges for new VPCs. Without `netmaskLength`, each item is the range of one VPC, from /16 to /26. Each
   * deploy of a new service takes the next range that is free.
   */
  cidrs?: string[];
  /**
   * Prefix length of each new VPC, from 16 to 26. The ranges of `cidrs` are then divided into blocks of this length, and an
   * IPAM pool allocates one.
   * @defaultValue 24 with `ipamPoolId`, otherwise each item of `cidrs` is one block
   */
  netmaskLength?: number;
  /** IPAM pool that allocates the range of each new VPC. It takes precedence over `cidrs`. */
  ipamPoolId?: string;
  /** Transit gateway to which each new VPC is attached. It must be shared with the account. */
  transitGatewayId?: string;
  /** Route 53 Resolver rules for each new VPC. They must be shared with the account. */
  resolverRuleIds?: string[];
  /** VPCs that also resolve the private hosted zones of the services. */
  associateZoneVpcIds?: string[];
  /** @deprecated The prefix lists of the region's gateway endpoints are looked up at deploy time. */
  prefixListIds?: { dynamodb?: string; s3?: string };
};

/** Requirements of the privacy proof in an environment. @public */
export type PrivacyPolicy = {
  /** Severity of individual rules, by rule ID. */
  severity?: Record<string, 'H' | 'M' | 'L'>;
  /** Rules that the exceptions of a repository may concern. @defaultValue every rule with severity M or L */
  exceptions?: string[];
  newRules?: {
    /**
     * First day (UTC) on which a finding blocks the update of a stack whose template already has it, `YYYY-MM-DD`.
     * @defaultValue at once
     */
    block?: { from?: string };
  };
  /** Maximum age of network facts in a deploy. @defaultValue '24h' */
  maxFactsAge?: string;
};

/**
 * One item of `privateServerless.environments`, as in the configuration.
 * @public
 */
export type EnvironmentConfig = {
  id: string;
  /** Display name. @defaultValue the ID */
  title?: string;
  /** Twelve digits. */
  accountId: string;
  region: string;
  /** @defaultValue 'aws' */
  partition?: Partition;
  /** Base URL of a local AWS. @defaultValue the real AWS */
  awsEndpointUrl?: string;
  /** Bucket that stores the packaged functions. */
  artifactBucket?: string;
  /** Bucket for the access logs of load balancers. Entries `alb` and `alb-lambda` require it. */
  logBucket?: string;
  cloudFormationRoleArn?: string;
  permissionsBoundaryArn?: string;
  kmsKeyArn?: string;
  /** Address ranges of the corporate network. They may call the services. */
  corporateCidrs?: string[];
  /** @defaultValue false */
  baselineEndpoints?: boolean;
  /**
   * Whether control plane functions run inside the VPC, which then needs endpoints for what they call.
   *
   * @defaultValue false
   */
  controlPlaneInVpc?: boolean;
  /**
   * Whether this is a production environment, with other defaults.
   *
   * @defaultValue false
   */
  production?: boolean;
  /**
   * Whether tables are protected from deletion. If explicitly true, load
   * balancers are protected too, and stacks have termination protection.
   *
   * @defaultValue true for tables; in production explicitly true
   */
  deletionProtection?: boolean;
  /** A retention period of CloudWatch Logs, in days. @defaultValue 365 in production, otherwise the golden path's retention */
  logRetentionDays?: number;
  /**
   * How the targets of load balancers stay the endpoint's addresses. `sync`: a function registers them. `pinned`
   * (experimental): the addresses are reserved, only for services with a network of their own.
   *
   * @defaultValue sync
   */
  targets?: 'sync' | 'pinned';
  /** If absent, nothing is deployed to the environment, and existing stacks are only read. */
  network?: { existing?: ExistingNetwork; new?: NewNetwork };
  domain?: {
    suffix: string;
    hostedZoneId?: string;
    certificateArn?: string;
    trustStore?: { bucket: string; key: string; version?: string };
  };
  jwt?: { issuer: string; audience: string; jwks?: string };
  privacy?: PrivacyPolicy;
  /** Tags of every stack. */
  tags?: Record<string, string>;
};

/**
 * A type in which the properties `Keys` have a value, given or default.
 * @public
 */
export type WithDefaults<T, Keys extends keyof T> = T & Required<Pick<T, Keys>>;

/**
 * An account, region and network that the platform team configured: a valid
 * item of `privateServerless.environments` with its defaults.
 * @public
 */
export type Environment = Omit<
  WithDefaults<
    EnvironmentConfig,
    | 'title'
    | 'partition'
    | 'corporateCidrs'
    | 'baselineEndpoints'
    | 'controlPlaneInVpc'
    | 'tags'
  >,
  'network'
> & {
  /** If empty, nothing is deployed to the environment, and existing stacks are only read. */
  network: {
    existing?: WithDefaults<ExistingNetwork, 'routeTableIds' | 'endpointIds'>;
    new?: WithDefaults<
      NewNetwork,
      'cidrs' | 'resolverRuleIds' | 'associateZoneVpcIds' | 'prefixListIds'
    >;
  };
};
