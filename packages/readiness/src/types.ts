import type { ACMClient } from '@aws-sdk/client-acm';
import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { STSClient } from '@aws-sdk/client-sts';

/**
 * AWS clients for the account and region of an environment.
 * @public
 */
export type ReadinessClients = {
  acm: ACMClient;
  apiGateway: APIGatewayClient;
  ec2: EC2Client;
  iam: IAMClient;
  route53: Route53Client;
  s3: S3Client;
  serviceQuotas: ServiceQuotasClient;
  sts: STSClient;
};

/**
 * - `ok`: as expected
 * - `missing`: does not exist, or the configuration does not name it
 * - `wrong`: exists, but not as expected
 * - `unknown`: could not be read, such as a call without the permission
 * @public
 */
export type CheckStatus = 'ok' | 'missing' | 'wrong' | 'unknown';

/**
 * One thing that services of an environment need.
 * @public
 */
export type Check = {
  /** What is checked, such as `vpc.dns`. Stable. */
  id: string;
  status: CheckStatus;
  /** The resource: its ID, name or ARN. */
  subject: string;
  found?: string;
  expected?: string;
  /** What to do. Empty if the status is `ok`. */
  fix: string;
};

/**
 * Whether services can be deployed to an environment.
 * @public
 */
export type Readiness = {
  /** ID of the environment. */
  environment: string;
  /** Time of the check, ISO 8601. */
  at: string;
  /**
   * Whether the account is known, and no check is `missing` or `wrong`. Any other check that is `unknown` only warns.
   */
  ready: boolean;
  checks: Check[];
};

/**
 * What AWS says about the existing network of an environment. A list that a refused call should have returned is absent,
 * never empty. `@private-serverless/privacy` declares the same document as what its rules accept.
 * @public
 */
export type NetworkFacts = {
  version: 1;
  /** ID of the environment. */
  environment: string;
  accountId: string;
  region: string;
  /** Time of the first call, ISO 8601. */
  at: string;
  vpc?: {
    id: string;
    cidrs: string[];
    ipv6Cidrs: string[];
    dnsSupport?: boolean;
    dnsHostnames?: boolean;
  };
  /** The subnets of the environment, and those that were asked for, that are in this VPC. */
  subnets?: Array<{
    id: string;
    /** The same in every account, such as `euc1-az1`. */
    availabilityZoneId: string;
    cidr: string;
    ipv6Cidr?: string;
    /** Its own route table, otherwise the main one of the VPC. Absent if the route tables are. */
    routeTableId?: string;
    /** Whether new network interfaces get public IPv4 addresses, or IPv6 addresses. */
    mapsPublicAddresses: boolean;
    freeAddresses: number;
  }>;
  /** All route tables of the VPC. */
  routeTables?: Array<{
    id: string;
    /** Whether it is the one of subnets without an association. */
    main: boolean;
    /** From a range or prefix list to the ID of a gateway, network interface or endpoint, or `local`. */
    routes: Array<{ destination: string; target: string }>;
  }>;
  /** All interface and gateway endpoints of the VPC. */
  endpoints?: Array<{
    id: string;
    /** As AWS names it, such as `com.amazonaws.eu-central-1.execute-api`. */
    service: string;
    type: 'Interface' | 'Gateway';
    privateDns: boolean;
    subnetIds: string[];
    routeTableIds: string[];
    securityGroupIds: string[];
    /** Absent if the network interfaces could not be described. */
    addresses?: string[];
    /** Absent if AWS returned none, or one that cannot be read. */
    policy?: unknown;
  }>;
  /** The groups of the endpoints, those that the environment names, and those that were asked for, in this VPC. */
  securityGroups?: Array<{
    id: string;
    ingress: unknown[];
    egress: unknown[];
  }>;
  /** Lists of gateway endpoints by `s3` and `dynamodb`, and those that groups and routes name by their ID. */
  prefixLists?: Record<string, { id: string; cidrs?: string[] }>;
  /** SSM parameters and exports by name. Empty: nothing reads them yet. */
  resolved: Record<string, string>;
};
