/** Well-known reasons of failed resources and what to do. The first match applies. */
const table: ReadonlyArray<[RegExp, string]> = [
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
    /private-dns-enabled cannot be set|conflicting DNS domain/i,
    "Use the VPC's existing endpoint for this service, or turn off private DNS for the new one.",
  ],
  [
    /permissions boundary/i,
    'Extend the permissions boundary, or set the one that your organization requires (permissionsBoundaryArn of the environment).',
  ],
  [
    /AccessDenied|UnauthorizedOperation|not authorized to perform|UnauthorizedTaggingOperation|Access ?Denied/i,
    "Grant the permission in the message to the deploying role (or to the environment's cloudFormationRoleArn).",
  ],
  [
    /LimitExceeded|ServiceQuota|quota|maximum number of|TooMany/i,
    'Delete resources that are not needed, or request a quota increase.',
  ],
  [
    /NoSuchBucket|bucket does not exist/i,
    'Create the artifact bucket of the environment, or correct its name.',
  ],
  [
    /NoSuchKey|specified key does not exist|Error occurred while GetObject/i,
    'Remove lifecycle rules that delete assets/ from the artifact bucket. Deploy with private-serverless, which uploads the code.',
  ],
  [
    /bucket you tried to delete is not empty|BucketNotEmpty/i,
    'Empty the bucket, then try again.',
  ],
  [
    /deletion protection|DeletionProtection/i,
    'Turn off deletion protection first, if the data is no longer needed.',
  ],
  [
    /has a dependent object|DependencyViolation|is in use|has dependencies/i,
    'Remove whatever still uses the resource outside the stack, then try again. AWS takes 20 to 45 minutes to delete the network interfaces of a function in a VPC.',
  ],
  [
    /AlreadyExists|already exists|already in use|EntityAlreadyExists/i,
    'Choose another name, or delete the resource that has this name outside the stack.',
  ],
  [
    /CIDR/i,
    "Choose an address range that is free in the environment's address plan.",
  ],
  [
    /did not receive a response from your Custom Resource|from custom resource/i,
    "Check the log of the custom resource's function.",
  ],
  [
    /Throttling|Rate exceeded|TooManyRequests/i,
    'Wait a few minutes, then deploy again: AWS throttled the requests.',
  ],
  [
    /NotStabilized|did not stabilize|exceeded the allotted time|timed out/i,
    'Deploy again. If the resource times out again, check the resource itself.',
  ],
  [
    /InvalidRequest|ValidationException|Invalid\w*Parameter|InvalidParameter|Model validation failed|Properties validation failed|ValidationError|Encountered unsupported property|invalid value/i,
    'Correct the property in the template.',
  ],
];

/** The advice for CloudFormation's reason, if the reason is well known. */
export function adviceFor(reason: string): string | undefined {
  return table.find(([pattern]) => pattern.test(reason))?.[1];
}
