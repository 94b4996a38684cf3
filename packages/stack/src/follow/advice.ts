/** Well-known reasons of failed resources and what to do about them; the first that matches counts. */
const table: ReadonlyArray<[RegExp, string]> = [
  [
    /doesn't have a resource policy/i,
    'Put the resource policy on the RestApi itself and let the deployment depend on it.',
  ],
  [
    /CloudWatch Logs role ARN must be set in account settings/i,
    'API Gateway has no role for CloudWatch Logs in this account and region: set one, once for all services (aws apigateway update-account; see "What an account needs" in the documentation).',
  ],
  [
    /KMS key does not exist or is not allowed to be used with/i,
    "CloudWatch Logs may not use the environment's key (kmsKeyArn): allow logs.<region>.amazonaws.com in the policy of the key.",
  ],
  [
    /InvalidPrefixListI[dD]|prefix list id '[^']*' does not exist/i,
    'The prefix list is not one of this region: correct prefixListIds of the environment (aws ec2 describe-managed-prefix-lists).',
  ],
  [
    /private-dns-enabled cannot be set|conflicting DNS domain/i,
    'The VPC already has an endpoint of this service with private DNS: use that one, or turn private DNS off here.',
  ],
  [
    /permissions boundary/i,
    'A permissions boundary forbids it: extend the boundary, or set the one that your organisation expects (permissionsBoundaryArn of the environment).',
  ],
  [
    /AccessDenied|UnauthorizedOperation|not authorized to perform|UnauthorizedTaggingOperation|Access ?Denied/i,
    "Give the deploying role (or the environment's cloudFormationRoleArn) the permission that the message names.",
  ],
  [
    /LimitExceeded|ServiceQuota|quota|maximum number of|TooMany/i,
    'A quota of the account is used up: delete what is not needed, or have the quota raised.',
  ],
  [
    /NoSuchBucket|bucket does not exist/i,
    'The bucket is missing: create the artifact bucket of the environment, or correct its name.',
  ],
  [
    /NoSuchKey|specified key does not exist|Error occurred while GetObject/i,
    'The code is not in the artifact bucket: deploy with this tool, which uploads it, and let no lifecycle rule delete assets/.',
  ],
  [
    /bucket you tried to delete is not empty|BucketNotEmpty/i,
    'The bucket still holds objects: empty it, then try again.',
  ],
  [
    /deletion protection|DeletionProtection/i,
    'Turn deletion protection off first, if its data may really go.',
  ],
  [
    /has a dependent object|DependencyViolation|is in use|has dependencies/i,
    'Something outside the stack still uses it: remove that first. The interfaces of a function in a VPC take 20 to 45 minutes to go.',
  ],
  [
    /AlreadyExists|already exists|already in use|EntityAlreadyExists/i,
    'Something of that name exists outside this stack: choose another name, or delete what is left over.',
  ],
  [
    /CIDR/i,
    "The address range does not fit: choose one that is free in the environment's address plan.",
  ],
  [
    /did not receive a response from your Custom Resource|from custom resource/i,
    "Look at the log of the custom resource's function.",
  ],
  [
    /Throttling|Rate exceeded|TooManyRequests/i,
    'AWS throttled the service: deploy again.',
  ],
  [
    /NotStabilized|did not stabilize|exceeded the allotted time|timed out/i,
    'It did not become ready in time: deploy again; if it repeats, look at the resource itself.',
  ],
  [
    /InvalidRequest|ValidationException|Invalid\w*Parameter|InvalidParameter|Model validation failed|Properties validation failed|ValidationError|Encountered unsupported property|invalid value/i,
    'Correct the property in the template.',
  ],
];

/** Advice for CloudFormation's reason, if it is a well-known one. */
export function adviceFor(reason: string): string | undefined {
  return table.find(([pattern]) => pattern.test(reason))?.[1];
}
