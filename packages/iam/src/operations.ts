/** What an IAM action is allowed on; the places of a policy that differ between roles. */
export type Scope =
  | 'stack'
  | 'any'
  | 'artifacts'
  | 'serviceRole'
  | 'serviceBuckets'
  | 'serviceObjects'
  | 'serviceLogs'
  | 'workspaceBucket'
  | 'workspaces';

/** An IAM action and what it is needed on. */
export type Permission = { action: string; on: Scope };

/** Operations of the API that a helper of the SDK sends; everything else sends the operation of its own name. */
const sentBy: Record<string, string[]> = {
  // https://github.com/aws/aws-sdk-js-v3/tree/main/lib/lib-storage: one PutObject for a small body, else parts.
  Upload: [
    'PutObject',
    'CreateMultipartUpload',
    'UploadPart',
    'CompleteMultipartUpload',
    'AbortMultipartUpload',
  ],
};

/** The API operations that a call in the sources sends. */
export function operationsOf(call: string): string[] {
  return sentBy[call] ?? [call];
}

const stack = (action: string): Permission => ({
  action: `cloudformation:${action}`,
  on: 'stack',
});
/**
 * CloudFormation acts with the role that the call hands over.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
const passRole: Permission = { action: 'iam:PassRole', on: 'serviceRole' };

/**
 * IAM actions of the API operations, where they are not the CloudFormation action of the same name on the stack. The
 * Service Authorization Reference is at https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
const differing: Record<string, Permission[]> = {
  CreateChangeSet: [
    stack('CreateChangeSet'),
    // Tags of the stack. The reference lists it as an action of its own, without an API operation.
    stack('TagResource'),
    passRole,
    // TemplateURL is read with the caller's credentials:
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
    { action: 's3:GetObject', on: 'artifacts' },
  ],
  ContinueUpdateRollback: [stack('ContinueUpdateRollback'), passRole],
  RollbackStack: [stack('RollbackStack'), passRole],
  DeleteStack: [stack('DeleteStack'), passRole],
  // Takes the ID of a detection: the reference has no resource type for it.
  DescribeStackDriftDetectionStatus: [
    {
      action: 'cloudformation:DescribeStackDriftDetectionStatus',
      on: 'any',
    },
  ],
  // No permission is needed, and none can take it away:
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  GetCallerIdentity: [],
  FilterLogEvents: [{ action: 'logs:FilterLogEvents', on: 'serviceLogs' }],
};

/**
 * S3's operations that are authorized by an action of another name:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const s3Actions: Record<string, string[]> = {
  HeadObject: ['s3:GetObject'],
  GetObject: ['s3:GetObject'],
  PutObject: ['s3:PutObject'],
  CreateMultipartUpload: ['s3:PutObject'],
  UploadPart: ['s3:PutObject'],
  CompleteMultipartUpload: ['s3:PutObject'],
  AbortMultipartUpload: ['s3:AbortMultipartUpload'],
  DeleteObject: ['s3:DeleteObject'],
  // With version IDs, which the code sends, the second one.
  DeleteObjects: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  ListObjectVersions: ['s3:ListBucketVersions'],
  ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
};

const bucketActions = new Set([
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
]);

/** Which buckets a file's S3 calls go to. */
export type Buckets = 'artifacts' | 'service' | 'workspace';

/**
 * The permissions that an API operation needs.
 *
 * @param options.buckets - for operations of S3: what the bucket is for
 * @param options.isEveryStack - for DescribeStacks: whether no stack is named
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
      return actions.map(action => ({ action, on: 'artifacts' }));
    case 'service':
      return actions.map(action => ({
        action,
        on: bucketActions.has(action) ? 'serviceBuckets' : 'serviceObjects',
      }));
    case 'workspace':
      return [
        ...actions.map(action => ({ action, on: 'workspaces' as const })),
        // Without it S3 answers 403 for an object that does not exist, and the code could not tell a new task from a
        // refusal: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        ...(operation === 'GetObject'
          ? [{ action: 's3:ListBucket', on: 'workspaceBucket' as const }]
          : []),
      ];
    default:
      throw new Error(
        `The operation ${operation} of S3 needs a row in callers.ts that says what the bucket is for.`,
      );
  }
}
