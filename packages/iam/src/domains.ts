import type { GoldenResource } from './fragments';
import {
  policy,
  type PolicyDocument,
  sorted,
  type Statement,
} from './policyDocument';
import { type Handler, permissionsByType } from './registry';

/** Types of private custom domains. Their permissions are a policy of their own, which only environments with a domain need. */
export const domainTypes: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::BasePathMappingV2',
  'AWS::ApiGateway::DomainNameAccessAssociation',
  'AWS::ApiGateway::DomainNameV2',
]);

const recordType = 'AWS::Route53::RecordSet';
const zone = 'arn:aws:route53:::hostedzone/HOSTED_ZONE_ID';
/** ARNs of private domains contain the account, those of other resources of API Gateway do not. */
const at = 'arn:aws:apigateway:REGION:*:';
const domain = `${at}/domainnames/*.DOMAIN_SUFFIX+*`;
const associations = [
  `${at}/domainnameaccessassociations`,
  `${at}/domainnameaccessassociations/*`,
];
const resources = [
  `${at}/domainnames`,
  domain,
  ...associations,
  `${at}/tags/*`,
];
/** Actions that can set the type of a domain. */
const writes = /^apigateway:(POST|PUT|PATCH)$/;

/**
 * Returns the permissions of the service role for the names of services under the environment's domain. Domains can only be
 * private ones under this domain, and records only those of its zone.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export function domainsPolicy(all: GoldenResource[]): PolicyDocument {
  const everything: Handler[] = ['create', 'read', 'update', 'delete', 'tag'];
  const actions = actionsOf(all, everything);
  const frame = { Effect: 'Allow' as const };
  return policy(
    {
      ...frame,
      Sid: 'PrivateDomains',
      Action: actions.filter(action => writes.test(action)),
      Resource: resources,
      Condition: {
        'ForAllValues:StringEqualsIfExists': {
          'apigateway:Request/EndpointType': 'PRIVATE',
          'apigateway:Resource/EndpointType': 'PRIVATE',
        },
      },
    },
    {
      ...frame,
      Sid: 'Domains',
      Action: actions.filter(action => !writes.test(action)),
      Resource: resources,
    },
    ...recordStatements(all, everything),
  );
}

/** Returns the permissions to read domains. Drift detection uses the credentials of its caller. */
export function domainsDriftPolicy(all: GoldenResource[]): PolicyDocument {
  return policy({
    Sid: 'ReadDomains',
    Effect: 'Allow',
    Action: actionsOf(all, ['read']),
    Resource: [domain, ...associations],
  });
}

function actionsOf(all: GoldenResource[], handlers: Handler[]): string[] {
  const domains = all.filter(({ type }) => domainTypes.has(type));
  return sorted([...permissionsByType(domains, handlers).values()].flat());
}

function recordStatements(
  all: GoldenResource[],
  handlers: Handler[],
): Statement[] {
  const records = all.filter(({ type }) => type === recordType);
  const actions = sorted(
    [...permissionsByType(records, handlers).values()].flat(),
  );
  const change = 'route53:ChangeResourceRecordSets';
  const frame = { Effect: 'Allow' as const };
  return [
    {
      ...frame,
      Sid: 'NamesOfServices',
      Action: [change],
      Resource: zone,
      Condition: {
        'ForAllValues:StringLike': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames':
            '*.DOMAIN_SUFFIX',
        },
      },
    },
    {
      ...frame,
      Sid: 'ReadZone',
      Action: actions.filter(action => action !== change),
      Resource: '*',
    },
  ];
}
