import type { Value } from '@private-serverless/template';
import { assessEndpointTypes } from '../network/endpointTypes';
import { referenceOf } from '../network/uses';
import { Observation, placeOf, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';

/*
 * The part of PS15 about `AWS::ApiGateway::DomainName`. Such a domain has a public host name. What keeps it private is that
 * everything it leads to is a private API, which answers requests of its VPC endpoint only.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-regional-api-custom-domain-create.html
 */

/** Checks every domain with a public host name: type, load balancer, mappings and routing rules. */
export function* checkRegionalDomains(
  template: Template,
): Iterable<Observation> {
  const domains = template.ofType('AWS::ApiGateway::DomainName');
  if (domains.length === 0) return;
  for (const domain of domains) {
    for (const types of template.property(
      domain,
      'EndpointConfiguration',
      'Types',
    )) {
      yield assessTypes(template, domain, types);
    }
    for (const mode of template.property(domain, 'RoutingMode')) {
      yield* assessRouting(domain, mode);
    }
    yield assessFront(template, domain);
  }
  for (const mapping of template.ofType('AWS::ApiGateway::BasePathMapping')) {
    for (const api of template.property(mapping, 'RestApiId')) {
      yield assessApi(template, mapping, api);
    }
  }
  for (const mapping of template.ofType('AWS::ApiGatewayV2::ApiMapping')) {
    if (isOfAnother(template, mapping, domains)) continue;
    yield {
      status: 'violated',
      resource: mapping.id,
      at: placeOf(mapping),
      message: `${mapping.id} maps an HTTP or WebSocket API, which is public.`,
      fix: 'Map a private REST API with AWS::ApiGateway::BasePathMapping.',
    };
  }
}

function assessTypes(
  template: Template,
  { id }: Resource,
  types: Value,
): Observation {
  const base = { resource: id, at: types.at };
  const items = template.items([types]);
  // AWS::NoValue in one branch can make the list empty.
  const mayBeEmpty =
    types.kind === 'absent' ||
    (types.kind === 'list' &&
      types.items.every(item =>
        template.values(item).some(value => value.kind === 'absent'),
      ));
  if (mayBeEmpty) {
    return {
      ...base,
      status: 'violated',
      message: `${id} has no endpoint type, so it is edge-optimized and public.`,
    };
  }
  const other = items.find(
    item => item.kind !== 'scalar' || item.text !== 'REGIONAL',
  );
  if (!other) {
    return { ...base, status: 'proven', message: `${id} is regional.` };
  }
  if (other.kind === 'scalar' && other.text === 'PRIVATE') {
    return {
      ...base,
      status: 'violated',
      message: `${id} has the endpoint type PRIVATE, which API Gateway supports only for AWS::ApiGateway::DomainNameV2.`,
      fix: 'Use AWS::ApiGateway::DomainNameV2 with a Policy, AWS::ApiGateway::BasePathMappingV2 and AWS::ApiGateway::DomainNameAccessAssociation.',
    };
  }
  return other.kind === 'scalar'
    ? {
        ...base,
        status: 'violated',
        message: `${id} has the endpoint type ${other.text}.`,
      }
    : {
        ...base,
        status: 'unproven',
        message: `Cannot determine the endpoint type of ${id}: the value ${whyUnknown(
          other,
        )}.`,
      };
}

/** Routing rules can lead to any API of the account, and need not be in this template. */
function* assessRouting({ id }: Resource, mode: Value): Iterable<Observation> {
  const isByMapping =
    mode.kind === 'absent' ||
    (mode.kind === 'scalar' && mode.text === 'BASE_PATH_MAPPING_ONLY');
  if (isByMapping) return;
  yield {
    status: mode.kind === 'scalar' ? 'violated' : 'unproven',
    resource: id,
    at: mode.at,
    message:
      mode.kind === 'scalar'
        ? `${id} has the routing mode ${mode.text}: routing rules can lead to public APIs.`
        : `Cannot determine the routing mode of ${id}: the value ${whyUnknown(
            mode,
          )}.`,
    fix: 'Remove RoutingMode, or set it to BASE_PATH_MAPPING_ONLY.',
  };
}

/** PS08 checks that the load balancers are internal. */
function assessFront(template: Template, domain: Resource): Observation {
  const base = { resource: domain.id, at: placeOf(domain) };
  const [balancer] = template.ofType(
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
  );
  return balancer
    ? {
        ...base,
        status: 'proven',
        message: `${domain.id} is behind ${balancer.id}.`,
      }
    : {
        ...base,
        status: 'unproven',
        message: `${domain.id} has a public host name, and the template has no load balancer in front of it.`,
        fix: 'Use a private custom domain (AWS::ApiGateway::DomainNameV2 of type PRIVATE), or put an internal load balancer in front of it.',
      };
}

function assessApi(
  template: Template,
  mapping: Resource,
  value: Value,
): Observation {
  const base = { resource: mapping.id, at: value.at };
  const { id, attribute } = referenceOf(value);
  const api = id === undefined ? undefined : template.resource(id);
  const isRestApi =
    api?.lowerType === 'aws::apigateway::restapi' &&
    (attribute === undefined || attribute === 'RestApiId');
  if (!api || !isRestApi) {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine whether the API that ${
        mapping.id
      } maps is private, because ${
        api ? `${api.id} is an ${api.type}` : 'it is not in this template'
      }.`,
      fix: 'Map a private REST API of this template.',
    };
  }
  const types = template
    .property(api, 'EndpointConfiguration', 'Types')
    .map(one => assessEndpointTypes(template, api, one, 'edge-optimized'));
  const worst =
    types.find(({ status }) => status === 'violated') ??
    types.find(({ status }) => status === 'unproven');
  return worst
    ? {
        ...base,
        status: worst.status,
        message: `${mapping.id} maps ${api.id}. ${worst.message}`,
        fix: `Set EndpointConfiguration.Types of ${api.id} to [PRIVATE].`,
      }
    : {
        ...base,
        status: 'proven',
        message: `${mapping.id} maps ${api.id}, which is private.`,
      };
}

/** Whether a mapping certainly belongs to a domain other than these: one that this template creates with another type. */
function isOfAnother(
  template: Template,
  mapping: Resource,
  domains: Resource[],
): boolean {
  return template.property(mapping, 'DomainName').every(value => {
    const { id } = referenceOf(value);
    const named = id === undefined ? undefined : template.resource(id);
    return (
      named?.lowerType === 'aws::apigatewayv2::domainname' &&
      !domains.some(domain => domain.id === named.id)
    );
  });
}
