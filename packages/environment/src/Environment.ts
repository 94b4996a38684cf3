/** Partition of AWS. @public */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** A corporate VPC that is there already, by ids that the platform team configured. @public */
export type ExistingNetwork = {
  vpcId: string;
  /** Private subnets in at least two Availability Zones. */
  subnetIds: string[];
  routeTableIds?: string[];
  executeApiEndpointId?: string;
  /** Other interface endpoints by service name. */
  endpointIds?: Record<string, string>;
  endpointSecurityGroupIds?: string[];
  /** Whether a stack may add endpoints to this network. @default false */
  allowNewEndpoints?: boolean;
};

/** What a new VPC gets. @public */
export type NewNetwork = {
  /** Address plan: private IPv4 ranges from /16 to /26. Every new VPC takes the first one. */
  cidrs?: string[];
  ipamPoolId?: string;
  transitGatewayId?: string;
  resolverRuleIds?: string[];
  associateZoneVpcIds?: string[];
  /** Managed prefix lists of the region's gateway endpoints. A later version looks them up at deploy time. */
  prefixListIds?: { dynamodb?: string; s3?: string };
};

/** What the privacy proof demands in an environment. @public */
export type PrivacyPolicy = {
  /** Severity of single rules, by rule id. */
  severity?: Record<string, 'H' | 'M' | 'L'>;
  exceptions?: Array<{
    rule: string;
    /** Logical id of the resource. */
    resource: string;
    reason: string;
    approver: string;
    /** Last day on which the exception holds, `YYYY-MM-DD`. */
    expires: string;
  }>;
  newRules?: {
    /** First day on which rules of a new version block a deploy, `YYYY-MM-DD`. */
    block?: { from?: string };
  };
  /** Maximum age of network facts in a deploy. @default '24h' */
  maxFactsAge?: string;
};

/**
 * One item of `privateServerless.environments`, as the platform team writes it.
 * @public
 */
export type EnvironmentConfig = {
  id: string;
  /** What people read. @default the id */
  title?: string;
  /** Twelve digits. */
  accountId: string;
  region: string;
  /** @default 'aws' */
  partition?: Partition;
  /** Base URL of a local AWS; absent for the real one. */
  awsEndpointUrl?: string;
  /** Bucket that stores the packaged functions. */
  artifactBucket?: string;
  logBucket?: string;
  cloudFormationRoleArn?: string;
  permissionsBoundaryArn?: string;
  kmsKeyArn?: string;
  /** Address ranges of the corporate network, which may call. */
  corporateCidrs?: string[];
  /** @default false */
  baselineEndpoints?: boolean;
  /** @default false */
  controlPlaneInVpc?: boolean;
  production?: boolean;
  /** Whether tables refuse to be deleted; absent: they do. True: stacks get termination protection too. */
  deletionProtection?: boolean;
  /** One of CloudWatch Logs' retention periods, in days; absent: the golden path's choice. */
  logRetentionDays?: number;
  targets?: 'sync' | 'pinned';
  /** Absent: nothing is deployed there, and existing stacks are only read. */
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

type WithDefaults<T, Keys extends keyof T> = T & Required<Pick<T, Keys>>;

/**
 * An account + region + network that the platform team configured: a checked item of `privateServerless.environments`
 * with its defaults.
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
  /** Empty: nothing is deployed there, and existing stacks are only read. */
  network: {
    existing?: WithDefaults<ExistingNetwork, 'routeTableIds' | 'endpointIds'>;
    new?: WithDefaults<
      NewNetwork,
      'cidrs' | 'resolverRuleIds' | 'associateZoneVpcIds' | 'prefixListIds'
    >;
  };
};
