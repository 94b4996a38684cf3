/** A statement of an IAM policy. */
export type Statement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** An identity-based IAM policy. */
export type PolicyDocument = {
  Version: '2012-10-17';
  Statement: Statement[];
};

/**
 * Placeholders that the reader of a policy replaces. In capitals, because IAM uses `${…}` for its own variables and would
 * accept a policy with a forgotten placeholder.
 */
export const placeholders = [
  'ACCOUNT_ID',
  'REGION',
  'ENVIRONMENT_ID',
  'ARTIFACT_BUCKET',
  'SERVICE_ROLE_NAME',
  'PERMISSIONS_BOUNDARY_ARN',
  'KMS_KEY_ARN',
  'WORKSPACE_BUCKET',
  'WORKSPACE_PREFIX',
  'WORKSPACE_KEY_ARN',
  'TRUST_STORE_BUCKET',
  'HOSTED_ZONE_ID',
  'DOMAIN_SUFFIX',
] as const;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const maxManagedPolicyCharacters = 6_144;

/** Size of a policy in characters, as IAM counts it: without white space. */
export function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

/** Creates a policy document from the statements that have an action. */
export function policy(...statements: Statement[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: statements.filter(({ Action }) => Action.length > 0),
  };
}

/** Returns the unique values, sorted. */
export function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}
