/**
 * What AWS said about an existing network at one time: the evidence for resources that a template only names. A list that a
 * refused call should have returned is absent, never empty. What is absent is unproven.
 *
 * `readNetworkFacts` of `@private-serverless/readiness` writes this document. The type is what the rules accept, so it may
 * have more optional fields than what a reader of AWS fills in.
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
  /** Subnets of this VPC, at least those of the environment. */
  subnets?: FactsSubnet[];
  /** All route tables of the VPC. */
  routeTables?: FactsRouteTable[];
  /** All interface and gateway endpoints of the VPC. */
  endpoints?: FactsEndpoint[];
  /** Security groups of this VPC, at least those of the endpoints. */
  securityGroups?: FactsGroup[];
  /** Those of gateway endpoints by `s3` and `dynamodb`, and those that groups and routes name by their ID. */
  prefixLists?: Record<string, { id: string; cidrs?: string[] }>;
  /** SSM parameters and exports by name. */
  resolved: Record<string, string>;
};

/** A subnet in {@link NetworkFacts}. @public */
export type FactsSubnet = {
  id: string;
  /** The same in every account, such as `euc1-az1`. */
  availabilityZoneId: string;
  cidr: string;
  ipv6Cidr?: string;
  /** Its own route table, otherwise the main one of the VPC. */
  routeTableId?: string;
  /** Whether new network interfaces get public IPv4 addresses, or IPv6 addresses. */
  mapsPublicAddresses: boolean;
  freeAddresses?: number;
};

/** A route table in {@link NetworkFacts}. @public */
export type FactsRouteTable = {
  id: string;
  /** Whether subnets without an association use it. Absent: not known. */
  main?: boolean;
  /** From a range or prefix list to the ID of a gateway, network interface or endpoint, or `local`. */
  routes: Array<{ destination: string; target: string }>;
};

/** A VPC endpoint in {@link NetworkFacts}. @public */
export type FactsEndpoint = {
  id: string;
  /** As AWS names it, such as `com.amazonaws.eu-central-1.execute-api`. */
  service: string;
  type: 'Interface' | 'Gateway';
  privateDns: boolean;
  subnetIds: string[];
  routeTableIds: string[];
  securityGroupIds: string[];
  addresses?: string[];
  /** The policy document. Absent: not known. */
  policy?: unknown;
};

/** A security group in {@link NetworkFacts}. Its rules are `IpPermission` of the EC2 API. @public */
export type FactsGroup = {
  id: string;
  ingress: unknown[];
  egress: unknown[];
};
