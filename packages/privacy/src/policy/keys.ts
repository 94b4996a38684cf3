/** What the values of a condition key identify. */
export type KeyKind =
  | 'account'
  | 'arn'
  | 'name'
  | 'organization'
  | 'organization-path'
  | 'resource-id'
  | 'user-id';

/**
 * Condition keys that identify the caller, or the resource or network on whose behalf it calls, in lowercase. A stranger cannot
 * choose their values. Keys for tags of the caller, dates, regions, encryption and addresses are not among them.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const callers: Record<string, KeyKind> = {
  'aws:principalaccount': 'account',
  'aws:principalarn': 'arn',
  'aws:principalorgid': 'organization',
  'aws:principalorgpaths': 'organization-path',
  'aws:sourceaccount': 'account',
  'aws:sourcearn': 'arn',
  'aws:sourceorgid': 'organization',
  'aws:sourceorgpaths': 'organization-path',
  'aws:sourceowner': 'account',
  'aws:sourcevpc': 'resource-id',
  'aws:sourcevpcarn': 'arn',
  'aws:sourcevpce': 'resource-id',
  'aws:userid': 'user-id',
  'aws:vpceaccount': 'account',
  'aws:vpceorgid': 'organization',
  'aws:vpceorgpaths': 'organization-path',
  'kms:calleraccount': 'account',
  // A bucket policy that delegates to the access points of an account, whose policies are evaluated by themselves.
  's3:dataaccesspointaccount': 'account',
  // The ID of a skill of Alexa.
  'lambda:eventsourcetoken': 'name',
  'sns:endpoint': 'name',
};

/** Condition keys that identify the account or organization of the resource, in lowercase. */
const resources: Record<string, KeyKind> = {
  'aws:resourceaccount': 'account',
  'aws:resourceorgid': 'organization',
  'aws:resourceorgpaths': 'organization-path',
  's3:dataaccesspointaccount': 'account',
  's3:resourceaccount': 'account',
};

/** Condition keys of a request through a VPC endpoint that have the endpoint's own values in each request. */
const ofEndpoint = [
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
];

/** What a key of a resource policy says of the caller. Undefined for a key that does not identify it. @param key - in lowercase */
export function callerKind(key: string): KeyKind | undefined {
  return Object.hasOwn(callers, key) ? callers[key] : undefined;
}

/**
 * What a key of an endpoint policy says of the caller or the resource. Undefined for a key that does not identify them, or that is
 * the same in all requests through the endpoint.
 *
 * @param key - in lowercase
 */
export function partyKind(key: string): KeyKind | undefined {
  if (ofEndpoint.includes(key)) return undefined;
  return Object.hasOwn(resources, key) ? resources[key] : callerKind(key);
}
