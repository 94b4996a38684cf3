import type { GoldenResource } from './fragments';
import { sorted, type Statement } from './policyDocument';

/** A statement without its actions. */
export type Frame = Omit<Statement, 'Action'>;

/** Actions with the condition key `iam:PermissionsBoundary` that change the permissions of a role or its trust policy. */
const givesPermissions =
  /^iam:(CreateRole|PutRolePolicy|AttachRolePolicy|PutRolePermissionsBoundary|UpdateAssumeRolePolicy)$/;
/** Actions of CloudWatch Logs without a resource type. */
const logsWithoutResource = /^logs:(DescribeLogGroups|\w+LogDelivery)$/;

/**
 * Returns the statements for an action of the service role. They contain the resources of the golden path, if their names
 * are known.
 *
 * @param boundary - whether every role must have the permissions boundary
 * @throws Error for an action of a service without a case
 */
export function framesOf(
  action: string,
  resources: GoldenResource[],
  boundary: boolean,
): Frame[] {
  const allow = (Sid: string, Resource: Frame['Resource'] = '*') => ({
    Sid,
    Effect: 'Allow' as const,
    Resource,
  });
  /** CloudFormation names resources `<stack>-<logical ID>-<random>`, and can truncate the stack's name. */
  const named = (type: string, prefix: string) =>
    sorted(
      resources
        .filter(resource => resource.type === type)
        .map(({ logicalId }) => `${prefix}*-${logicalId}-*`),
    );
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
    case 'elasticloadbalancing':
      return [loadBalancerFrame(action)];
    case 'events':
      return [
        allow(
          'Schedules',
          named('AWS::Events::Rule', 'arn:aws:events:REGION:ACCOUNT_ID:rule/'),
        ),
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
      return [route53Frame(action)];
    case 'route53resolver':
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
        `scopes.ts has no resources for ${action}. Add a case for '${service}'.`,
      );
  }
}

/**
 * Zones have generated IDs, and AWS owns the zone of an endpoint's private DNS name. So the statements limit what they can
 * contain: a new zone is private, and records are only those of APIs.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
function route53Frame(action: string): Frame {
  const frame = { Effect: 'Allow' as const, Resource: '*' };
  switch (action) {
    case 'route53:CreateHostedZone':
      return {
        ...frame,
        Sid: 'PrivateZones',
        Condition: {
          'ForAnyValue:StringLike': {
            'route53:VPCs': 'VPCId=vpc-*,VPCRegion=REGION',
          },
        },
      };
    case 'route53:ChangeResourceRecordSets':
      return {
        ...frame,
        Sid: 'NamesOfApis',
        Condition: {
          'ForAllValues:StringLike': {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames':
              '*.execute-api.REGION.amazonaws.com',
          },
        },
      };
    default:
      return { ...frame, Sid: 'PrivateDns' };
  }
}

/**
 * CloudFormation names a load balancer only by the beginning of the stack's name, so the statements limit what it can be:
 * internal, with HTTPS listeners.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
function loadBalancerFrame(action: string): Frame {
  const at = 'arn:aws:elasticloadbalancing:REGION:ACCOUNT_ID:';
  const balancers = `${at}loadbalancer/app/*`;
  const listeners = `${at}listener/app/*`;
  const frame = { Effect: 'Allow' as const };
  if (action === 'elasticloadbalancing:CreateLoadBalancer') {
    return {
      ...frame,
      Sid: 'InternalLoadBalancers',
      Resource: balancers,
      Condition: {
        StringEquals: { 'elasticloadbalancing:Scheme': 'internal' },
      },
    };
  }
  if (/:(Create|Modify)Listener$/.test(action)) {
    return {
      ...frame,
      Sid: 'HttpsListeners',
      Resource: [balancers, listeners],
      Condition: {
        // Absent in a change of something else.
        StringEqualsIfExists: {
          'elasticloadbalancing:ListenerProtocol': 'HTTPS',
        },
      },
    };
  }
  return /:Describe/.test(action)
    ? { ...frame, Sid: 'ReadLoadBalancers', Resource: '*' }
    : {
        ...frame,
        Sid: 'LoadBalancers',
        Resource: [
          balancers,
          listeners,
          `${at}listener-rule/app/*`,
          `${at}targetgroup/*`,
        ],
      };
}

/**
 * Example of AWS for a policy that denies APIs that are not private:
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
        {
          ...frame,
          Sid: 'PoliciesOfApis',
          // The example of AWS has the second one. The reference also lists the first one (resource type RestApis).
          Resource: [`${at}/restapis`, `${at}/restapis/*`],
        },
      ];
    default:
      return [
        {
          ...frame,
          Sid: 'Apis',
          Resource: [...apis, parts, tags],
        },
      ];
  }
}

/** Services that the template's permissions allow to invoke a function. */
function invokers(resources: GoldenResource[]): string[] {
  return sorted(
    resources
      .filter(({ type }) => type === 'AWS::Lambda::Permission')
      .map(({ properties }) => String(properties.Principal)),
  );
}
