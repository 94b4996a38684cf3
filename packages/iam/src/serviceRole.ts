import type { Plain } from '@private-serverless/template';
import type { GoldenResource } from './fragments';
import {
  policy,
  type PolicyDocument,
  sorted,
  type Statement,
} from './policyDocument';
import { type Handler, permissionsByType } from './registry';

const everything: Handler[] = ['create', 'read', 'update', 'delete', 'tag'];

/** Everything in a statement but its actions. */
type Frame = Omit<Statement, 'Action'>;

/**
 * The policy of the role with which CloudFormation creates, updates and deletes what the golden path's template has.
 *
 * @param boundary - whether every role that it creates must have the environment's permissions boundary
 */
export function serviceRolePolicy(
  resources: GoldenResource[],
  boundary: boolean,
): PolicyDocument {
  const actions = [...permissionsByType(resources, everything).values()]
    .flat()
    .filter(action => !action.startsWith('kms:'))
    // Nobody takes a boundary away; without one there is none to set.
    .filter(action => action !== 'iam:DeleteRolePermissionsBoundary')
    .filter(action => boundary || action !== 'iam:PutRolePermissionsBoundary');
  return policy(
    ...statementsFor(resources, sorted(actions), boundary),
    ...passRoleStatements(resources),
  );
}

/** What drift detection reads of the golden path's resources, with the credentials of whoever asks for it. */
export function driftStatements(resources: GoldenResource[]): Statement[] {
  const actions = [...permissionsByType(resources, ['read']).values()].flat();
  const reading = sorted(actions).filter(action => !action.startsWith('kms:'));
  return statementsFor(resources, reading, false);
}

/** What the service role needs besides where the environment has a key of its own (`kmsKeyArn`). */
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
    {
      Sid: 'Aliases',
      Effect: 'Allow',
      Action: actions.filter(action => account.includes(action)),
      Resource: '*',
    },
  );
}

function statementsFor(
  resources: GoldenResource[],
  actions: string[],
  boundary: boolean,
): Statement[] {
  const statements = new Map<string, Statement>();
  for (const action of actions.filter(a => a !== 'iam:PassRole')) {
    for (const frame of framesOf(action, resources, boundary)) {
      const { Sid, Effect, Resource, Condition } = frame;
      const known = statements.get(Sid);
      if (known) known.Action.push(action);
      else {
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

/** Actions with the condition key `iam:PermissionsBoundary` that give permissions to a role. */
const givesPermissions =
  /^iam:(CreateRole|PutRolePolicy|AttachRolePolicy|PutRolePermissionsBoundary)$/;
/** Actions of CloudWatch Logs without a resource type. */
const logsWithoutResource = /^logs:(DescribeLogGroups|\w+LogDelivery)$/;

/** @throws Error for an action of a service that nobody decided about yet */
function framesOf(
  action: string,
  resources: GoldenResource[],
  boundary: boolean,
): Frame[] {
  const allow = (Sid: string, Resource: Frame['Resource'] = '*') => ({
    Sid,
    Effect: 'Allow' as const,
    Resource,
  });
  /** CloudFormation names resources `<stack>-<logical ID>-<random>`, and may shorten the stack's name. */
  const named = (type: string, prefix: string) =>
    resources
      .filter(resource => resource.type === type)
      .map(({ logicalId }) => `${prefix}*-${logicalId}-*`)
      .sort();
  const [service] = action.split(':');
  switch (service) {
    case 'apigateway':
      return apiFrames(action);
    case 'dynamodb':
      return [
        allow(
          'Tables',
          named(
            'AWS::DynamoDB::Table',
            'arn:aws:dynamodb:REGION:ACCOUNT_ID:table/',
          ),
        ),
      ];
    case 'ec2':
      return /^ec2:Describe/.test(action)
        ? [allow('ReadNetwork')]
        : [
            {
              ...allow('Network'),
              Condition: { StringEquals: { 'aws:RequestedRegion': 'REGION' } },
            },
          ];
    case 'iam': {
      const roles = named('AWS::IAM::Role', 'arn:aws:iam::ACCOUNT_ID:role/');
      return boundary && givesPermissions.test(action)
        ? [
            {
              ...allow('RolesWithinBoundary', roles),
              Condition: {
                ArnEquals: {
                  'iam:PermissionsBoundary': 'PERMISSIONS_BOUNDARY_ARN',
                },
              },
            },
          ]
        : [allow('Roles', roles)];
    }
    case 'lambda': {
      const functions = named(
        'AWS::Lambda::Function',
        'arn:aws:lambda:REGION:ACCOUNT_ID:function:',
      );
      return action === 'lambda:AddPermission'
        ? [
            {
              ...allow('InvokedBy', functions),
              Condition: {
                StringEquals: { 'lambda:Principal': invokers(resources) },
              },
            },
          ]
        : [allow('Functions', functions)];
    }
    case 'logs':
      return logsWithoutResource.test(action)
        ? [allow('LogsWithoutResource')]
        : [
            allow(
              'LogGroups',
              named(
                'AWS::Logs::LogGroup',
                'arn:aws:logs:REGION:ACCOUNT_ID:log-group:',
              ),
            ),
          ];
    case 'route53':
      // The zone of an endpoint's private DNS name belongs to AWS.
      return [allow('PrivateDns')];
    case 's3':
      return [
        {
          ...allow('FunctionCode', 'arn:aws:s3:::ARTIFACT_BUCKET/assets/*'),
          Condition: { StringEquals: { 'aws:ResourceAccount': 'ACCOUNT_ID' } },
        },
      ];
    default:
      throw new Error(
        `serviceRole.ts has no resources for ${action}. Add a case for '${service}'.`,
      );
  }
}

/**
 * AWS's own example of a policy that lets nobody create or open an API that is not private:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/security_iam_id-based-policy-examples.html
 */
function apiFrames(action: string): Frame[] {
  const at = 'arn:aws:apigateway:REGION::';
  const apis = [`${at}/restapis`, `${at}/restapis/??????????`];
  const parts = `${at}/restapis/??????????/*`;
  const tags = `${at}/tags/*`;
  const frame = { Effect: 'Allow' as const };
  switch (action) {
    case 'apigateway:POST':
    case 'apigateway:PUT':
    case 'apigateway:PATCH':
      return [
        {
          ...frame,
          Sid: 'PrivateApis',
          Resource: apis,
          Condition: {
            'ForAllValues:StringEqualsIfExists': {
              'apigateway:Request/EndpointType': 'PRIVATE',
              'apigateway:Resource/EndpointType': 'PRIVATE',
            },
          },
        },
        { ...frame, Sid: 'PartsOfApis', Resource: [parts, tags] },
      ];
    case 'apigateway:UpdateRestApiPolicy':
      return [
        { ...frame, Sid: 'PoliciesOfApis', Resource: `${at}/restapis/*` },
      ];
    default:
      return [
        {
          ...frame,
          Sid: 'ReadAndDeleteApis',
          Resource: [...apis, parts, tags],
        },
      ];
  }
}

/** Services that the template's permissions let invoke a function. */
function invokers(resources: GoldenResource[]): string[] {
  return sorted(
    resources
      .filter(({ type }) => type === 'AWS::Lambda::Permission')
      .map(({ properties }) => String(properties.Principal)),
  );
}

/** A role may be handed to the service that it trusts, and to no other. */
function passRoleStatements(resources: GoldenResource[]): Statement[] {
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return roles.map(({ logicalId, properties }) => ({
    Sid: `Pass${logicalId}`,
    Effect: 'Allow' as const,
    Action: ['iam:PassRole'],
    Resource: `arn:aws:iam::ACCOUNT_ID:role/*-${logicalId}-*`,
    Condition: {
      StringEquals: {
        'iam:PassedToService': trustedService(logicalId, properties),
      },
    },
  }));
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
      `Role ${logicalId} must trust one service, so that its policy can name it.`,
    );
  }
  return services[0];
}
