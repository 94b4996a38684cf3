import { type GoldenResource, isOfLoadBalancer } from './fragments';
import {
  policy,
  type PolicyDocument,
  sorted,
  type Statement,
} from './policyDocument';
import { type Handler, permissionsByType } from './registry';
import {
  everything,
  passRoleStatements,
  serviceRolePolicy,
  statementsFor,
  withBoundary,
} from './serviceRole';

const at = 'arn:aws:apigateway:REGION::';
const domain = `${at}/domainnames/*.DOMAIN_SUFFIX`;
const loadBalancing = 'elasticloadbalancing.amazonaws.com';
/** Few environments reserve addresses, and a policy has a maximum size. So their permissions are a policy of their own. */
const reservation = 'AWS::EC2::SubnetCidrReservation';
/** Resources of these services have names, so the service role's other policy does not contain them. */
const named = /^(iam|lambda|logs):/;

/**
 * Returns the permissions of the service role for load balancers, beyond those for the rest of a template and for names under
 * the environment's domain. Load balancers can only be internal ones with HTTPS listeners.
 *
 * @param boundary - whether every role that it creates must have the environment's permissions boundary
 */
export function loadBalancersPolicy(
  all: GoldenResource[],
  boundary: boolean,
): PolicyDocument {
  const resources = all.filter(
    one => isOfLoadBalancer(one) && one.type !== reservation,
  );
  const known = actionsOfServiceRole(all, boundary);
  const actions = withBoundary(
    boundary,
    actionsOf(resources, everything).filter(
      action => named.test(action) || !known.has(action),
    ),
  ).filter(
    action =>
      !/^(apigateway|kms|route53):/.test(action) &&
      action !== 'lambda:AddPermission',
  );
  return policy(
    ...statementsFor(resources, actions, boundary),
    ...invokers(resources),
    ...passRoleStatements(resources),
    ...regionalDomains(resources),
    // AWS creates this role with the first load balancer of an account.
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html
    {
      Sid: 'FirstLoadBalancer',
      Effect: 'Allow',
      Action: ['iam:CreateServiceLinkedRole'],
      Resource: `arn:aws:iam::ACCOUNT_ID:role/aws-service-role/${loadBalancing}/*`,
      Condition: { StringEquals: { 'iam:AWSServiceName': loadBalancing } },
    },
  );
}

/** Returns the permissions of the service role for the reserved addresses of pinned targets, beyond those for load balancers. */
export function pinnedTargetsPolicy(all: GoldenResource[]): PolicyDocument {
  const resources = all.filter(({ type }) => type === reservation);
  const known = actionsOfServiceRole(all, false);
  return policy(
    ...statementsFor(
      resources,
      actionsOf(resources, everything).filter(action => !known.has(action)),
      false,
    ),
  );
}

function actionsOfServiceRole(
  all: GoldenResource[],
  boundary: boolean,
): Set<string> {
  return new Set(
    serviceRolePolicy(all, boundary).Statement.flatMap(({ Action }) => Action),
  );
}

/** Returns the permissions to read load balancers. Drift detection uses the credentials of its caller. */
export function loadBalancersDriftPolicy(
  all: GoldenResource[],
): PolicyDocument {
  const resources = all.filter(isOfLoadBalancer);
  const actions = actionsOf(resources, ['read']).filter(
    action => !/^(apigateway:|ec2:Describe|kms:|route53:)/.test(action),
  );
  return policy(...statementsFor(resources, actions, false), {
    Sid: 'ReadRegionalDomains',
    Effect: 'Allow',
    Action: ['apigateway:GET'],
    Resource: [domain, `${domain}/*`],
  });
}

function actionsOf(resources: GoldenResource[], handlers: Handler[]): string[] {
  return sorted([...permissionsByType(resources, handlers).values()].flat());
}

/** Who may invoke which function: a schedule the one that registers targets, a load balancer that of the service. */
function invokers(resources: GoldenResource[]): Statement[] {
  const permissions = resources.filter(
    ({ type }) => type === 'AWS::Lambda::Permission',
  );
  // Fragments of which a template has only one have the same permission.
  const byId = new Map(permissions.map(one => [one.logicalId, one]));
  return [...byId.values()].map(({ logicalId, properties }) => ({
    Sid: logicalId,
    Effect: 'Allow' as const,
    Action: ['lambda:AddPermission'],
    Resource: `arn:aws:lambda:REGION:ACCOUNT_ID:function:*-${functionOf(
      properties.FunctionName,
    )}-*`,
    Condition: {
      StringEquals: { 'lambda:Principal': String(properties.Principal) },
    },
  }));
}

/** The logical ID in `!GetAtt ID.Arn`. */
function functionOf(name: GoldenResource['properties'][string]): string {
  const [, id] = /"([A-Za-z0-9]+)/.exec(
    JSON.stringify((name as { 'Fn::GetAtt'?: unknown })['Fn::GetAtt']) ?? '',
  ) ?? [undefined, undefined];
  if (!id) throw new Error('FunctionName must be !GetAtt ID.Arn.');
  return id;
}

/**
 * ARNs of these domains contain no account, unlike those of private ones.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
function regionalDomains(resources: GoldenResource[]): Statement[] {
  const actions = actionsOf(resources, everything).filter(action =>
    action.startsWith('apigateway:'),
  );
  const frame = { Effect: 'Allow' as const };
  const isWrite = (action: string) => /:(POST|PUT|PATCH)$/.test(action);
  return [
    {
      ...frame,
      Sid: 'RegionalDomains',
      Action: actions.filter(isWrite),
      Resource: [`${at}/domainnames`, domain],
      Condition: {
        'ForAllValues:StringEqualsIfExists': {
          'apigateway:Request/EndpointType': 'REGIONAL',
          'apigateway:Resource/EndpointType': 'REGIONAL',
        },
      },
    },
    {
      ...frame,
      Sid: 'ReadRegionalDomains',
      Action: actions.filter(action => !isWrite(action)),
      Resource: [`${at}/domainnames`, domain],
    },
    {
      ...frame,
      Sid: 'PartsOfRegionalDomains',
      Action: actions,
      Resource: [`${domain}/*`, `${at}/tags/*`],
    },
  ];
}
