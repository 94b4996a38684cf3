import type { Plain } from '@private-serverless/template';
import { domainTypes } from './domains';
import { type GoldenResource, isOfLoadBalancer } from './fragments';
import {
  policy,
  type PolicyDocument,
  sorted,
  type Statement,
} from './policyDocument';
import {
  type Handler,
  permissionsByType,
  permissionsOfFunctions,
} from './registry';
import { type Frame, framesOf } from './scopes';

/** Types that connect a network or name an API. Their permissions are a policy of their own, since a policy has a maximum size. */
const connections = new Set([
  'AWS::EC2::Route',
  'AWS::EC2::TransitGatewayVpcAttachment',
  'AWS::Route53::HostedZone',
  'AWS::Route53::RecordSet',
  'AWS::Route53Resolver::ResolverRuleAssociation',
]);

/** Every handler that CloudFormation calls for a stack. */
export const everything: Handler[] = [
  'create',
  'read',
  'update',
  'delete',
  'tag',
];

/**
 * Returns the policy of the role that CloudFormation uses to create, update and delete the resources of the golden path.
 *
 * @param boundary - whether every role that it creates must have the environment's permissions boundary
 */
export function serviceRolePolicy(
  all: GoldenResource[],
  boundary: boolean,
): PolicyDocument {
  const resources = all.filter(
    resource =>
      !connections.has(resource.type) &&
      !domainTypes.has(resource.type) &&
      !isOfLoadBalancer(resource),
  );
  const actions = withBoundary(boundary, [
    ...[...permissionsByType(resources, everything).values()].flat(),
    ...permissionsOfFunctions(resources),
  ]).filter(action => !action.startsWith('kms:'));
  return policy(
    ...statementsFor(resources, sorted(actions), boundary),
    ...passRoleStatements(resources),
  );
}

/** Leaves out the actions on a role's boundary. It cannot be removed, and without one in the policy, no role has one. */
export function withBoundary(boundary: boolean, actions: string[]): string[] {
  return actions
    .filter(action => action !== 'iam:DeleteRolePermissionsBoundary')
    .filter(action => boundary || action !== 'iam:PutRolePermissionsBoundary');
}

/** Returns the permissions of the same role for connected networks and private zones, beyond {@link serviceRolePolicy}. */
export function connectionsPolicy(all: GoldenResource[]): PolicyDocument {
  const resources = all.filter(({ type }) => connections.has(type));
  const known = new Set(
    serviceRolePolicy(all, true).Statement.flatMap(({ Action }) => Action),
  );
  const actions = [...permissionsByType(resources, everything).values()]
    .flat()
    .filter(action => !known.has(action));
  return policy(...statementsFor(resources, sorted(actions), false));
}

/**
 * Permissions to read the golden path's resources, except custom domains and load balancers. Drift detection uses the credentials of its caller.
 */
export function driftStatements(all: GoldenResource[]): Statement[] {
  const resources = all.filter(
    resource => !domainTypes.has(resource.type) && !isOfLoadBalancer(resource),
  );
  const actions = [...permissionsByType(resources, ['read']).values()].flat();
  const reading = sorted(actions).filter(action => !action.startsWith('kms:'));
  return statementsFor(resources, reading, false);
}

/** Additional permissions of the service role for an environment with its own key (`kmsKeyArn`). */
export function keyPolicy(resources: GoldenResource[]): PolicyDocument {
  const actions = sorted(
    [...permissionsByType(resources, everything).values()]
      .flat()
      .filter(action => action.startsWith('kms:')),
  );
  const grants = ['kms:CreateGrant', 'kms:RevokeGrant'];
  const account = ['kms:ListAliases'];
  const frame: Frame = { Sid: 'Key', Effect: 'Allow', Resource: 'KMS_KEY_ARN' };
  const viaDynamoDb = { 'kms:ViaService': 'dynamodb.REGION.amazonaws.com' };
  return policy(
    {
      ...frame,
      Action: actions.filter(a => !grants.includes(a) && !account.includes(a)),
      Condition: { StringEquals: viaDynamoDb },
    },
    {
      ...frame,
      Sid: 'Grants',
      Action: actions.filter(action => grants.includes(action)),
      Condition: {
        StringEquals: viaDynamoDb,
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
      },
    },
    // The artifact bucket can be encrypted with the same key.
    {
      ...frame,
      Sid: 'FunctionCodeKey',
      Action: ['kms:Decrypt'],
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.REGION.amazonaws.com' },
      },
    },
    {
      Sid: 'Aliases',
      Effect: 'Allow',
      Action: actions.filter(action => account.includes(action)),
      Resource: '*',
    },
  );
}

/** Returns the statements for actions, except `iam:PassRole`. Those with the same resources share a statement. */
export function statementsFor(
  resources: GoldenResource[],
  actions: string[],
  boundary: boolean,
): Statement[] {
  const statements = new Map<string, Statement>();
  for (const action of actions.filter(a => a !== 'iam:PassRole')) {
    for (const frame of framesOf(action, resources, boundary)) {
      const { Sid, Effect, Resource, Condition } = frame;
      const known = statements.get(Sid);
      if (known) {
        known.Action.push(action);
      } else {
        statements.set(Sid, {
          Sid,
          Effect,
          Action: [action],
          Resource,
          ...(Condition ? { Condition } : {}),
        });
      }
    }
  }
  return [...statements.values()];
}

/** Allows passing a role only to the service that it trusts. Roles of the same service share a statement. */
export function passRoleStatements(resources: GoldenResource[]): Statement[] {
  const byService = new Map<string, Set<string>>();
  for (const { logicalId, properties, type } of resources) {
    if (type !== 'AWS::IAM::Role') continue;
    const service = trustedService(logicalId, properties);
    byService.set(
      service,
      (byService.get(service) ?? new Set()).add(logicalId),
    );
  }
  return [...byService].map(([service, names]) => {
    const ids = [...names];
    const arns = ids.map(id => `arn:aws:iam::ACCOUNT_ID:role/*-${id}-*`);
    return {
      Sid: `Pass${ids[0]}`,
      Effect: 'Allow' as const,
      Action: ['iam:PassRole'],
      Resource: arns.length === 1 ? arns[0]! : arns,
      Condition: { StringEquals: { 'iam:PassedToService': service } },
    };
  });
}

function trustedService(
  logicalId: string,
  properties: GoldenResource['properties'],
): string {
  const trust = properties.AssumeRolePolicyDocument as {
    Statement: Array<{ Principal: { Service: Plain } }>;
  };
  const services = trust.Statement.map(({ Principal }) => Principal.Service);
  if (services.length !== 1 || typeof services[0] !== 'string') {
    throw new Error(
      `Role ${logicalId}: the trust policy must name exactly one service, which the statement to pass the role needs.`,
    );
  }
  return services[0];
}
