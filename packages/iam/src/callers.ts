import type { Buckets } from './operations';

/** A role in AWS with its own policy. */
export type Role =
  | 'deploy'
  | 'empty-buckets'
  | 'read'
  | 'drift'
  | 'readiness'
  | 'workspace';

/** The calls of one source file, and the roles that make them. */
export type Caller = {
  /** Path from the repository's root. */
  file: string;
  /** Purpose of the buckets of its S3 calls. */
  buckets?: Buckets;
  /** Whether its DescribeStacks call has no stack name, so that CloudFormation returns all stacks. @defaultValue false */
  isEveryStack?: boolean;
  /** Call in the source -> roles. */
  calls: Record<string, Role[]>;
};

/** Folders whose sources call AWS in an installation. The sandbox and the demo call only each other. */
export const folders = [
  'packages/cli/src',
  'packages/environment/src',
  'packages/privacy/src',
  'packages/probe/src',
  'packages/readiness/src',
  'packages/stack/src',
  'packages/template/src',
  'packages/wire/src',
  'plugins/private-api-backend/src',
  'plugins/private-api-card/src',
  'plugins/private-api-common/src',
  'plugins/private-api-node/src',
  'plugins/scaffolder-actions/src',
];

/**
 * Every AWS call in the sources. A test compares the table with the sources. It fails for a call without a row and for a
 * row without a call.
 */
export const callers: Caller[] = [
  {
    file: 'packages/stack/src/assets/bucket.ts',
    buckets: 'artifacts',
    calls: {
      HeadObject: ['deploy'],
      PutObject: ['deploy'],
      Upload: ['deploy'],
    },
  },
  {
    file: 'packages/stack/src/ranges/ClaimObjects.ts',
    buckets: 'ranges',
    calls: {
      PutObject: ['deploy'],
      GetObject: ['deploy'],
      DeleteObject: ['deploy'],
    },
  },
  {
    file: 'packages/stack/src/session/account.ts',
    calls: { GetCallerIdentity: ['deploy', 'read'] },
  },
  {
    file: 'packages/stack/src/deploy/cancel.ts',
    calls: { CancelUpdateStack: ['deploy'], DeleteStack: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/changeSet.ts',
    calls: { CreateChangeSet: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/deleteChangeSet.ts',
    calls: { DeleteChangeSet: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/readChangeSet.ts',
    calls: { DescribeChangeSet: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/checkCodeBuckets.ts',
    buckets: 'artifacts',
    calls: { HeadBucket: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/cleanUp.ts',
    calls: { DeleteStack: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/oldChangeSets.ts',
    calls: { ListChangeSets: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/findings.ts',
    calls: { DescribeEvents: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/execute.ts',
    calls: { ExecuteChangeSet: ['deploy'], DescribeChangeSet: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/searchAttempt.ts',
    calls: { DescribeChangeSet: ['deploy'] },
  },
  {
    file: 'packages/stack/src/deploy/rollBack.ts',
    calls: { RollbackStack: ['deploy'], ContinueUpdateRollback: ['deploy'] },
  },
  {
    file: 'packages/stack/src/session/describe.ts',
    calls: {
      ListStackResources: ['deploy', 'read'],
      DescribeStacks: ['deploy', 'read'],
    },
  },
  {
    file: 'packages/stack/src/session/listStacks.ts',
    isEveryStack: true,
    calls: { DescribeStacks: ['read'] },
  },
  {
    file: 'packages/stack/src/destroy/buckets.ts',
    buckets: 'service',
    calls: {
      ListObjectVersions: ['deploy'],
      DeleteObjects: ['empty-buckets'],
      ListMultipartUploads: ['empty-buckets'],
      AbortMultipartUpload: ['empty-buckets'],
    },
  },
  {
    file: 'packages/stack/src/session/terminationProtection.ts',
    calls: { UpdateTerminationProtection: ['deploy'] },
  },
  {
    file: 'packages/stack/src/destroy/request.ts',
    calls: { DeleteStack: ['deploy'] },
  },
  {
    file: 'packages/stack/src/drift/detection.ts',
    calls: {
      DescribeStackDriftDetectionStatus: ['drift'],
      DetectStackDrift: ['drift'],
    },
  },
  {
    file: 'packages/stack/src/drift/oneResource.ts',
    calls: { DetectStackResourceDrift: ['deploy'] },
  },
  {
    file: 'packages/stack/src/drift/resources.ts',
    calls: { DescribeStackResourceDrifts: ['drift'] },
  },
  {
    file: 'packages/stack/src/follow/EventPages.ts',
    calls: { DescribeStackEvents: ['deploy', 'read'] },
  },
  {
    file: 'packages/stack/src/follow/LogTails.ts',
    calls: { FilterLogEvents: ['deploy'] },
  },
  {
    file: 'packages/stack/src/template/liveTemplate.ts',
    calls: { GetTemplate: ['deploy', 'drift', 'read'] },
  },
  {
    file: 'packages/readiness/src/deploy/endpointName.ts',
    calls: { DescribeVpcEndpoints: ['deploy'] },
  },
  {
    file: 'packages/readiness/src/deploy/vpcRanges.ts',
    calls: { DescribeVpcs: ['deploy'] },
  },
  {
    file: 'packages/readiness/src/network/readVpcs.ts',
    calls: { DescribeVpcs: ['read'] },
  },
  {
    file: 'packages/readiness/src/account/buckets.ts',
    buckets: 'environment',
    calls: {
      HeadBucket: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/account/caller.ts',
    calls: {
      GetCallerIdentity: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/account/gateway.ts',
    calls: {
      GetAccount: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/account/passRole.ts',
    calls: {
      GetRole: ['readiness'],
      SimulatePrincipalPolicy: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/account/roles.ts',
    calls: {
      GetPolicy: ['readiness'],
      GetRole: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/deploy/serviceName.ts',
    calls: {
      ListResourceRecordSets: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/domain/certificate.ts',
    calls: {
      DescribeCertificate: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/domain/endpointDomains.ts',
    calls: {
      GetDomainNameAccessAssociations: ['readiness'],
      GetDomainNames: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/domain/trustStore.ts',
    buckets: 'environment',
    calls: {
      HeadObject: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/domain/zone.ts',
    calls: {
      GetHostedZone: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/entry/certificates.ts',
    calls: {
      DescribeCertificate: ['read'],
    },
  },
  {
    file: 'packages/readiness/src/entry/domains.ts',
    calls: {
      GetBasePathMappings: ['read'],
      GetDomainName: ['read'],
      GetDomainNameAccessAssociations: ['read'],
    },
  },
  {
    file: 'packages/readiness/src/entry/endpoints.ts',
    calls: {
      DescribeNetworkInterfaces: ['read'],
      DescribeVpcEndpoints: ['read'],
    },
  },
  {
    file: 'packages/readiness/src/entry/loadBalancers.ts',
    calls: {
      DescribeListeners: ['read'],
      DescribeLoadBalancers: ['read'],
    },
  },
  {
    file: 'packages/readiness/src/entry/targets.ts',
    calls: {
      DescribeTargetHealth: ['read'],
    },
  },
  {
    file: 'packages/readiness/src/network/addresses.ts',
    calls: {
      DescribeNetworkInterfaces: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/network/connection.ts',
    calls: {
      DescribeIpamPools: ['readiness'],
      DescribeTransitGateways: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/network/newVpcs.ts',
    calls: {
      DescribeVpcs: ['readiness'],
      GetServiceQuota: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/network/prefixLists.ts',
    calls: {
      DescribeManagedPrefixLists: ['deploy', 'readiness'],
      GetManagedPrefixListEntries: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/network/privateDns.ts',
    calls: {
      ListHostedZonesByVPC: ['readiness'],
    },
  },
  {
    file: 'packages/readiness/src/network/readNetwork.ts',
    calls: {
      DescribeRouteTables: ['readiness'],
      DescribeSecurityGroups: ['readiness'],
      DescribeSubnets: ['readiness'],
      DescribeVpcAttribute: ['readiness'],
      DescribeVpcEndpoints: ['readiness'],
      DescribeVpcs: ['readiness'],
    },
  },
  {
    file: 'plugins/scaffolder-actions/src/workspace/S3WorkspaceProvider.ts',
    buckets: 'workspace',
    calls: {
      PutObject: ['workspace'],
      GetObject: ['workspace'],
      DeleteObject: ['workspace'],
    },
  },
];
