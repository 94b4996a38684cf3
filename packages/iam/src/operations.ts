/** Resource of an IAM action. It becomes a statement, whose resource can differ between roles. */
export type Scope =
  | 'stack'
  | 'any'
  | 'artifacts'
  | 'ranges'
  | 'serviceRole'
  | 'serviceBuckets'
  | 'serviceObjects'
  | 'serviceLogs'
  | 'workspaceBucket'
  | 'workspaces'
  | 'environmentBuckets'
  | 'trustStore'
  | 'roles'
  | 'policies'
  | 'apiGatewaySettings';

/** An IAM action and its resource. */
export type Permission = { action: string; on: Scope };

/** API operations that a helper of the SDK sends. A command sends the operation of its name. */
const sentBy: Record<string, string[]> = {
  // https://github.com/aws/aws-sdk-js-v3/tree/main/lib/lib-storage: one PutObject for a small body, otherwise a multipart upload.
  Upload: [
    'PutObject',
    'CreateMultipartUpload',
    'UploadPart',
    'CompleteMultipartUpload',
    'AbortMultipartUpload',
  ],
};

/** API operations of a call in the sources. */
export function operationsOf(call: string): string[] {
  return sentBy[call] ?? [call];
}

const stack = (action: string): Permission => ({
  action: `cloudformation:${action}`,
  on: 'stack',
});
/**
 * CloudFormation uses the role that the call passes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
const passRole: Permission = { action: 'iam:PassRole', on: 'serviceRole' };

const anywhere = (action: string): Permission[] => [{ action, on: 'any' }];

/** Operations of other services that only read. Most of them have no resource type. */
const reading: Record<string, Permission[]> = {
  DescribeCertificate: anywhere('acm:DescribeCertificate'),
  DescribeListeners: anywhere('elasticloadbalancing:DescribeListeners'),
  DescribeLoadBalancers: anywhere('elasticloadbalancing:DescribeLoadBalancers'),
  DescribeTargetHealth: anywhere('elasticloadbalancing:DescribeTargetHealth'),
  DescribeManagedPrefixLists: anywhere('ec2:DescribeManagedPrefixLists'),
  DescribeNetworkInterfaces: anywhere('ec2:DescribeNetworkInterfaces'),
  DescribeRouteTables: anywhere('ec2:DescribeRouteTables'),
  DescribeSecurityGroups: anywhere('ec2:DescribeSecurityGroups'),
  DescribeSubnets: anywhere('ec2:DescribeSubnets'),
  DescribeVpcAttribute: anywhere('ec2:DescribeVpcAttribute'),
  DescribeVpcEndpoints: anywhere('ec2:DescribeVpcEndpoints'),
  DescribeVpcs: anywhere('ec2:DescribeVpcs'),
  GetManagedPrefixListEntries: anywhere('ec2:GetManagedPrefixListEntries'),
  GetAccount: [{ action: 'apigateway:GET', on: 'apiGatewaySettings' }],
  GetBasePathMappings: [{ action: 'apigateway:GET', on: 'apiGatewaySettings' }],
  GetDomainName: [{ action: 'apigateway:GET', on: 'apiGatewaySettings' }],
  GetDomainNames: [{ action: 'apigateway:GET', on: 'apiGatewaySettings' }],
  GetDomainNameAccessAssociations: [
    { action: 'apigateway:GET', on: 'apiGatewaySettings' },
  ],
  DescribeIpamPools: anywhere('ec2:DescribeIpamPools'),
  DescribeTransitGateways: anywhere('ec2:DescribeTransitGateways'),
  GetHostedZone: anywhere('route53:GetHostedZone'),
  ListResourceRecordSets: anywhere('route53:ListResourceRecordSets'),
  // Route 53 checks that the caller may describe the VPC:
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/r53-api-permissions-ref.html
  ListHostedZonesByVPC: [
    ...anywhere('route53:ListHostedZonesByVPC'),
    ...anywhere('ec2:DescribeVpcs'),
  ],
  GetPolicy: [{ action: 'iam:GetPolicy', on: 'policies' }],
  GetRole: [{ action: 'iam:GetRole', on: 'roles' }],
  SimulatePrincipalPolicy: [
    { action: 'iam:SimulatePrincipalPolicy', on: 'roles' },
  ],
  GetServiceQuota: anywhere('servicequotas:GetServiceQuota'),
};

/**
 * IAM actions of the API operations that need more than the CloudFormation action of the same name on the stack. The
 * Service Authorization Reference is at https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
const differing: Record<string, Permission[]> = {
  ...reading,
  CreateChangeSet: [
    stack('CreateChangeSet'),
    // Tags of the stack. The reference lists it as a separate action without an API operation.
    stack('TagResource'),
    passRole,
    // CloudFormation reads TemplateURL with the caller's credentials:
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
    { action: 's3:GetObject', on: 'artifacts' },
  ],
  ContinueUpdateRollback: [stack('ContinueUpdateRollback'), passRole],
  RollbackStack: [stack('RollbackStack'), passRole],
  DeleteStack: [stack('DeleteStack'), passRole],
  // Its parameter is the ID of a detection, and the reference has no resource type for it.
  DescribeStackDriftDetectionStatus: [
    {
      action: 'cloudformation:DescribeStackDriftDetectionStatus',
      on: 'any',
    },
  ],
  // It needs no permission and cannot be denied:
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  GetCallerIdentity: [],
  FilterLogEvents: [{ action: 'logs:FilterLogEvents', on: 'serviceLogs' }],
};

/**
 * S3 operations whose IAM action has another name:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const s3Actions: Record<string, string[]> = {
  // Without s3:ListBucket, S3 returns 403 for a bucket that exists, and 404 for one that does not. Both are sufficient.
  HeadBucket: [],
  HeadObject: ['s3:GetObject'],
  GetObject: ['s3:GetObject'],
  PutObject: ['s3:PutObject'],
  CreateMultipartUpload: ['s3:PutObject'],
  UploadPart: ['s3:PutObject'],
  CompleteMultipartUpload: ['s3:PutObject'],
  AbortMultipartUpload: ['s3:AbortMultipartUpload'],
  DeleteObject: ['s3:DeleteObject'],
  // The code sends version IDs, which require the second action.
  DeleteObjects: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  ListObjectVersions: ['s3:ListBucketVersions'],
  ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
};

const bucketActions = new Set([
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
]);

/** Purpose of the buckets of a file's S3 calls. */
export type Buckets =
  | 'artifacts'
  | 'environment'
  | 'ranges'
  | 'service'
  | 'workspace';

/**
 * Returns the permissions of an API operation.
 *
 * @param options.buckets - purpose of the bucket, for operations of S3
 * @param options.isEveryStack - whether DescribeStacks has no stack name
 * @throws Error for an operation of S3 without `buckets`
 */
export function permissionsOf(
  operation: string,
  { buckets, isEveryStack }: { buckets?: Buckets; isEveryStack?: boolean } = {},
): Permission[] {
  if (operation === 'DescribeStacks' && isEveryStack) {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html, StackName
    return [
      stack('DescribeStacks'),
      { action: 'cloudformation:ListStacks', on: 'any' },
    ];
  }
  if (Object.hasOwn(differing, operation)) return differing[operation];
  if (!Object.hasOwn(s3Actions, operation)) return [stack(operation)];
  const actions = s3Actions[operation];
  switch (buckets) {
    case 'artifacts':
    case 'ranges':
      return actions.map(action => ({ action, on: buckets }));
    case 'environment':
      // With s3:ListBucket, the response distinguishes a bucket of another account from a denied request.
      return operation === 'HeadBucket'
        ? [{ action: 's3:ListBucket', on: 'environmentBuckets' }]
        : actions.map(action => ({ action, on: 'trustStore' }));
    case 'service':
      return actions.map(action => ({
        action,
        on: bucketActions.has(action) ? 'serviceBuckets' : 'serviceObjects',
      }));
    case 'workspace':
      return [
        ...actions.map(action => ({ action, on: 'workspaces' as const })),
        // Without it S3 returns 403 for an object that does not exist, so that the code could not distinguish a new task
        // from a denied request: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        ...(operation === 'GetObject'
          ? [{ action: 's3:ListBucket', on: 'workspaceBucket' as const }]
          : []),
      ];
    default:
      throw new Error(
        `S3 operation ${operation}: buckets is missing. Set it in the row of callers.ts.`,
      );
  }
}
