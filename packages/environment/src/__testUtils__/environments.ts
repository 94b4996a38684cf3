import { checkEnvironments, formatProblem } from '../index.ts';

/** An environment whose stacks are only read. */
export const readOnly = {
  id: 'dev',
  accountId: '111111111111',
  region: 'eu-central-1',
};

/** An environment with the minimum that a deploy needs. */
export const deployable = {
  ...readOnly,
  artifactBucket: 'acme-artifacts-dev',
  corporateCidrs: ['10.0.0.0/8'],
  network: { new: { cidrs: ['10.64.0.0/20'] } },
};

/** An environment with every key. */
export const full = {
  ...readOnly,
  title: 'Development',
  partition: 'aws',
  awsEndpointUrl: 'http://127.0.0.1:4510',
  artifactBucket: 'acme-artifacts-dev',
  logBucket: 'acme-logs-dev',
  cloudFormationRoleArn: 'arn:aws:iam::111111111111:role/deploy',
  permissionsBoundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
  kmsKeyArn: 'arn:aws:kms:eu-central-1:111111111111:key/1',
  corporateCidrs: ['10.0.0.0/8', '100.64.0.0/10', 'fd12::/16'],
  baselineEndpoints: true,
  controlPlaneInVpc: true,
  production: true,
  deletionProtection: false,
  logRetentionDays: 30,
  targets: 'pinned',
  network: {
    existing: {
      vpcId: 'vpc-1',
      subnetIds: ['subnet-1', 'subnet-2'],
      routeTableIds: ['rtb-1'],
      executeApiEndpointId: 'vpce-1',
      endpointIds: { 'secretsmanager.fips': 'vpce-2' },
      endpointSecurityGroupIds: ['sg-1'],
      allowNewEndpoints: true,
    },
    new: {
      cidrs: ['10.64.0.0/20', '192.168.0.0/26'],
      ipamPoolId: 'ipam-pool-1',
      transitGatewayId: 'tgw-1',
      resolverRuleIds: ['rslvr-rr-1'],
      associateZoneVpcIds: ['vpc-2'],
      prefixListIds: { dynamodb: 'pl-1', s3: 'pl-2' },
    },
  },
  domain: {
    suffix: 'dev.acme.internal',
    hostedZoneId: 'Z1',
    certificateArn: 'arn:aws:acm:eu-central-1:111111111111:certificate/1',
    trustStore: { bucket: 'trust', key: 'ca.pem', version: '3' },
  },
  jwt: {
    issuer: 'https://login.acme.internal',
    audience: 'orders',
    jwks: 'https://login.acme.internal/keys',
  },
  privacy: {
    severity: { PS53: 'M' },
    exceptions: ['PS07', 'PS40'],
    newRules: { block: { from: '2027-01-31' } },
    maxFactsAge: '24h',
  },
  tags: { costCentre: '42', 'acme:owner/team': 'payments' },
};

/** The problems of environments as lines. */
export function problemsOf(...environments: unknown[]): string[] {
  return checkEnvironments({ environments }).problems.map(formatProblem);
}

/** The warnings of environments as lines. */
export function warningsOf(...environments: unknown[]): string[] {
  return checkEnvironments({ environments }).warnings.map(formatProblem);
}
