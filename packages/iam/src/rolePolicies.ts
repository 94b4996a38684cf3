import { callers, type Role } from './callers';
import { operationsOf, permissionsOf, type Scope } from './operations';
import {
  policy,
  type PolicyDocument,
  sorted,
  type Statement,
} from './policyDocument';

/** A statement without its actions. */
type Frame = Omit<Statement, 'Action'>;

/** The golden path names a stack `<service>-<environment>`. */
const stacksOfEnvironment =
  'arn:aws:cloudformation:REGION:ACCOUNT_ID:stack/*-ENVIRONMENT_ID/*';
const inOwnAccount = { StringEquals: { 'aws:ResourceAccount': 'ACCOUNT_ID' } };

const frames: Record<Scope, Frame> = {
  stack: {
    Sid: 'Stacks',
    Effect: 'Allow',
    Resource: stacksOfEnvironment,
  },
  any: { Sid: 'WithoutResource', Effect: 'Allow', Resource: '*' },
  serviceRole: {
    Sid: 'ServiceRole',
    Effect: 'Allow',
    Resource: 'arn:aws:iam::ACCOUNT_ID:role/SERVICE_ROLE_NAME',
    Condition: {
      StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
    },
  },
  artifacts: {
    Sid: 'Artifacts',
    Effect: 'Allow',
    // The object keys that packages/stack writes.
    Resource: [
      'arn:aws:s3:::ARTIFACT_BUCKET/assets/*',
      'arn:aws:s3:::ARTIFACT_BUCKET/templates/*',
    ],
    Condition: inOwnAccount,
  },
  ranges: {
    Sid: 'AddressRanges',
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::ARTIFACT_BUCKET/network-ranges/*',
    Condition: inOwnAccount,
  },
  // A generated bucket name contains only the beginning of a long stack name, so the statement uses only the account.
  serviceBuckets: {
    Sid: 'BucketsOfServices',
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::*',
    Condition: inOwnAccount,
  },
  serviceObjects: {
    Sid: 'ObjectsOfServices',
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::*/*',
    Condition: inOwnAccount,
  },
  // Log groups of stacks in the environment, and those that Lambda creates for their functions.
  serviceLogs: {
    Sid: 'LogsOfCustomResources',
    Effect: 'Allow',
    Resource: 'arn:aws:logs:REGION:ACCOUNT_ID:log-group:*-ENVIRONMENT_ID-*',
  },
  workspaceBucket: {
    Sid: 'WorkspaceBucket',
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::WORKSPACE_BUCKET',
    Condition: inOwnAccount,
  },
  workspaces: {
    Sid: 'Workspaces',
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::WORKSPACE_BUCKET/WORKSPACE_PREFIX/*',
    Condition: inOwnAccount,
  },
  // Also those of another account, so that a check can say so. It reads no objects.
  environmentBuckets: {
    Sid: 'BucketsOfTheEnvironment',
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::*',
  },
  trustStore: {
    Sid: 'TrustStore',
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::TRUST_STORE_BUCKET/*',
  },
  // The service role, and the role of the caller, whose name is not known.
  roles: {
    Sid: 'ReadRoles',
    Effect: 'Allow',
    Resource: 'arn:aws:iam::ACCOUNT_ID:role/*',
  },
  policies: {
    Sid: 'ReadBoundary',
    Effect: 'Allow',
    Resource: 'PERMISSIONS_BOUNDARY_ARN',
  },
  // API Gateway's ARNs have no account, except those of private domains and access associations. The second one covers
  // domains, their mappings and associations.
  apiGatewaySettings: {
    Sid: 'ReadApiGateway',
    Effect: 'Allow',
    Resource: [
      'arn:aws:apigateway:REGION::/account',
      'arn:aws:apigateway:REGION:*:/domainname*',
    ],
  },
};

/** The card also shows adopted stacks, which can have any name. */
const anyStack = 'arn:aws:cloudformation:REGION:ACCOUNT_ID:stack/*';

/**
 * Protects the platform's buckets in the same account, even if a stack contains a resource with their name. A role that also
 * deploys deletes the claims of address ranges, but none of their versions.
 */
const neverThePlatform: Statement[] = [
  {
    Sid: 'NeverTheArtifacts',
    Effect: 'Deny',
    Action: ['s3:DeleteObject'],
    Resource: [
      'arn:aws:s3:::ARTIFACT_BUCKET/assets/*',
      'arn:aws:s3:::ARTIFACT_BUCKET/templates/*',
      'arn:aws:s3:::WORKSPACE_BUCKET/*',
    ],
  },
  {
    Sid: 'NeverTheVersions',
    Effect: 'Deny',
    Action: ['s3:DeleteObjectVersion'],
    Resource: [
      'arn:aws:s3:::ARTIFACT_BUCKET/*',
      'arn:aws:s3:::WORKSPACE_BUCKET/*',
    ],
  },
];

/**
 * The pattern of the environment's stacks also fits the name of the stack that prepares the environment. Roles that
 * deploy services must not change it: it contains their own permissions.
 */
function neverTheEnvironment(actions: Iterable<string>): Statement {
  return {
    Sid: 'NeverTheEnvironment',
    Effect: 'Deny',
    Action: sorted(actions).filter(
      action => !/:(Describe|Detect|Get|List)/.test(action),
    ),
    Resource:
      'arn:aws:cloudformation:REGION:ACCOUNT_ID:stack/private-serverless-environment-*/*',
  };
}

/** Returns the policy of a role: the permissions of its calls, grouped by resource. */
export function rolePolicy(role: Role): PolicyDocument {
  const actions = new Map<Scope, Set<string>>();
  for (const { calls, ...caller } of callers) {
    for (const [call, roles] of Object.entries(calls)) {
      if (!roles.includes(role)) continue;
      for (const operation of operationsOf(call)) {
        for (const { action, on } of permissionsOf(operation, caller)) {
          const known = actions.get(on) ?? new Set();
          actions.set(on, known.add(action));
        }
      }
    }
  }
  const statements = [...actions].map(([scope, found]): Statement => {
    const { Sid, Effect, Condition, ...frame } = frames[scope];
    const isReading = role === 'read' || role === 'drift';
    const Resource = scope === 'stack' && isReading ? anyStack : frame.Resource;
    return {
      Sid,
      Effect,
      Action: sorted(found),
      Resource,
      ...(Condition ? { Condition } : {}),
    };
  });
  return policy(
    ...statements,
    ...(role === 'empty-buckets' ? neverThePlatform : []),
    ...(role === 'deploy'
      ? [neverTheEnvironment(actions.get('stack') ?? [])]
      : []),
  );
}
