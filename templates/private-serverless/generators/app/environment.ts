/** An existing corporate network, by ids that the platform team configured. */
export type ExistingNetwork = {
  vpcId: string;
  subnetIds: string[];
  routeTableIds?: string[];
  executeApiEndpointId?: string;
  endpointIds?: Record<string, string>;
};

/** How a new network comes about. */
export type NewNetwork = {
  /** Address plan: CIDRs for new VPCs; the first one is used. */
  cidrs?: string[];
  ipamPoolId?: string;
  transitGatewayId?: string;
  resolverRuleIds?: string[];
  associateZoneVpcIds?: string[];
  /** Managed prefix lists of the region's gateway endpoints. */
  prefixListIds?: { dynamodb?: string; s3?: string };
};

/** One item of `privateServerless.environments`: an account, a region and a network. */
export type Environment = {
  id: string;
  title?: string;
  accountId: string;
  region: string;
  partition?: string;
  awsEndpointUrl?: string;
  artifactBucket?: string;
  cloudFormationRoleArn?: string;
  permissionsBoundaryArn?: string;
  kmsKeyArn?: string;
  corporateCidrs: string[];
  baselineEndpoints?: boolean;
  controlPlaneInVpc?: boolean;
  /** Whether tables refuse to be deleted. Default: true. */
  deletionProtection?: boolean;
  /** Retention of log groups in days. Default: the template's, 90. */
  logRetentionDays?: number;
  network: { existing?: ExistingNetwork; new?: NewNetwork };
  domain?: {
    suffix: string;
    hostedZoneId?: string;
    certificateArn?: string;
    trustStore?: { bucket: string; key: string; version?: string };
  };
  tags?: Record<string, string>;
};
