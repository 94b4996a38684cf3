/**
 * Well-known reasons of failed resources and what to do. The first match applies. A pattern names a cause, never only the
 * code of a handler: `InvalidRequest` and `GeneralServiceException` say nothing about what to correct.
 */
const table: ReadonlyArray<[RegExp, string]> = [
  [
    // First, because the message of the function may contain any of the other texts.
    /did not receive a response from your Custom Resource|from custom resource/i,
    "Check the log of the custom resource's function.",
  ],
  [
    /doesn't have a resource policy/i,
    'Set the resource policy on the RestApi itself, and make the deployment depend on it.',
  ],
  [
    /CloudWatch Logs role ARN must be set in account settings/i,
    'Set a role for CloudWatch Logs in API Gateway, once for each account and region (aws apigateway update-account; see "What an account needs" in the documentation).',
  ],
  [
    /KMS key does not exist or is not allowed to be used with/i,
    "Allow logs.<region>.amazonaws.com in the policy of the environment's key (kmsKeyArn).",
  ],
  [
    /InvalidPrefixListI[dD]|prefix list id '[^']*' does not exist/i,
    'Correct prefixListIds of the environment: the prefix list must be in this region (aws ec2 describe-managed-prefix-lists).',
  ],
  [
    /runtime parameter of \S+ is no longer supported|at 'runtime' failed to satisfy constraint/i,
    'Set the Runtime of the function to one that Lambda supports in this region, such as nodejs24.x.',
  ],
  [
    /DisallowedByVpcEncryptionControl/i,
    "Exclude Lambda from the VPC's encryption control, or set the control to monitor: its enforcement rejects the function.",
  ],
  [
    /private-dns-enabled cannot be set|conflicting DNS domain/i,
    "Use the VPC's existing endpoint for this service, or turn off private DNS for the new one.",
  ],
  [
    /execution role does not have permissions to call/i,
    "Grant the permission in the message to the function's role.",
  ],
  [
    /explicit deny in a (?:service|resource) control policy/i,
    'Ask who manages the policies of your AWS organization: one of them denies the call, whatever the deploying role permits.',
  ],
  [
    /explicit deny in/i,
    'Change the statement that denies the call. Granting the permission to the deploying role is not enough.',
  ],
  [
    /permissions boundary/i,
    'Extend the permissions boundary, or set the one that your organization requires (permissionsBoundaryArn of the environment).',
  ],
  [
    /UnauthorizedOperation|not authorized to perform|UnauthorizedTaggingOperation/i,
    "Grant the permission in the message to the deploying role (or to the environment's cloudFormationRoleArn).",
  ],
  [
    /Throttling|Rate exceeded|TooManyRequests/i,
    'Wait a few minutes, then deploy again: AWS throttled the requests.',
  ],
  [
    /LimitExceeded|ServiceQuota|quota|maximum number of .* has been reached/i,
    'Delete resources that are not needed, or request a quota increase.',
  ],
  [
    /Error occurred while GetObject\. S3 Error Code: NoSuchBucket/i,
    'Create the artifact bucket of the environment, or correct its name.',
  ],
  [
    /Error occurred while GetObject\. S3 Error Code: (?:PermanentRedirect|AuthorizationHeaderMalformed)/i,
    'Use an artifact bucket in the region of the stack: Lambda reads code from that region only.',
  ],
  [
    /Error occurred while GetObject\. S3 Error Code: NoSuchKey|specified key does not exist/i,
    'Remove lifecycle rules that delete assets/ from the artifact bucket. Deploy with private-serverless, which uploads the code.',
  ],
  [
    /Error occurred while GetObject\. S3 Error Code: AccessDenied/i,
    'Permit the deploying role to read assets/ in the artifact bucket (s3:GetObject).',
  ],
  [
    /Access Denied for bucket: \S+ Please check S3 ?bucket permission/i,
    'Allow logdelivery.elasticloadbalancing.amazonaws.com to write to the bucket (s3:PutObject), and encrypt it with keys of S3, not of KMS: load balancers cannot write access logs otherwise.',
  ],
  [
    /bucket you tried to delete is not empty|BucketNotEmpty/i,
    'Empty the bucket, then try again.',
  ],
  [
    /(?:deletion|delete) ?protection/i,
    'Turn off deletion protection first, if the resource and its data are no longer needed.',
  ],
  [
    /cannot be (?:deleted|updated) as it is in use by/i,
    'Remove the import from the stacks in the message first.',
  ],
  [
    /has a dependent object|DependencyViolation|has dependencies/i,
    'Remove whatever still uses the resource outside the stack, then try again. AWS takes 20 to 45 minutes to delete the network interfaces of a function in a VPC.',
  ],
  [
    /already exists in stack/i,
    'Choose another name: a resource of the stack in the message has this name. That can be this stack, if its template uses the name twice.',
  ],
  [
    /AlreadyExists|already exists|already in use/i,
    'Choose another name, or delete the resource that has this name outside the stack.',
  ],
  [
    /CIDR\S* [^]*(?:conflicts with|overlaps?)|InvalidSubnet\.Conflict/i,
    "Choose an address range that is free in the environment's address plan.",
  ],
  [
    /NotStabilized|did not stabilize|exceeded the allotted time|Exceeded attempts to wait/i,
    'Deploy again. If the resource times out again, check the resource itself.',
  ],
  [
    /Model validation failed|Properties validation failed|Encountered unsupported property/i,
    'Correct the property in the template.',
  ],
];

/** The advice for CloudFormation's reason, if the reason is well known. */
export function adviceFor(reason: string): string | undefined {
  return table.find(([pattern]) => pattern.test(reason))?.[1];
}
