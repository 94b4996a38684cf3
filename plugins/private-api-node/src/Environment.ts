/**
 * An account + region + network that the platform team configured: one item of `privateServerless.environments`.
 * @public
 */
export type Environment = {
  id: string;
  title: string;
  /** Twelve digits. */
  accountId: string;
  region: string;
  partition: 'aws' | 'aws-cn' | 'aws-us-gov';
  /** Base URL of a local AWS; absent for the real one. */
  awsEndpointUrl?: string;
  artifactBucket?: string;
  cloudFormationRoleArn?: string;
  permissionsBoundaryArn?: string;
  kmsKeyArn?: string;
  corporateCidrs: string[];
  baselineEndpoints: boolean;
  controlPlaneInVpc: boolean;
  /** Whether tables refuse to be deleted; absent: they do. True: stacks get termination protection too. */
  deletionProtection?: boolean;
  /** How many days log groups keep what they have; absent: the golden path's choice. */
  logRetentionDays?: number;
  network: {
    existing?: {
      vpcId: string;
      subnetIds: string[];
      routeTableIds: string[];
      executeApiEndpointId?: string;
      endpointIds: Record<string, string>;
    };
    new?: {
      cidrs: string[];
      ipamPoolId?: string;
      transitGatewayId?: string;
      resolverRuleIds: string[];
      associateZoneVpcIds: string[];
      prefixListIds: { dynamodb?: string; s3?: string };
    };
  };
  domain?: {
    suffix: string;
    hostedZoneId?: string;
    certificateArn?: string;
    trustStore?: { bucket: string; key: string; version?: string };
  };
  tags: Record<string, string>;
};
