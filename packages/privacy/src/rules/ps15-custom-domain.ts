import type { Value } from '@private-serverless/template';
import { assessNamedSources } from '../network/apiSources';
import { leadsToApis } from '../network/endpoints';
import { assessEndpointTypes } from '../network/endpointTypes';
import { meaning, referenceOf } from '../network/uses';
import { assessSource } from '../policy/apiPolicy';
import { policyDocuments } from '../policy/document';
import { Observation, placeOf, Rule } from '../rule';
import type { Resource, Template } from '../template/Template';
import { checkRegionalDomains } from './ps15-regional-domain';

/**
 * PS15: a custom domain of type PRIVATE has a policy that names the source of requests, and an access association with an
 * endpoint. A domain of the older type `AWS::ApiGateway::DomainName` is REGIONAL, maps only private APIs of the template, and
 * is behind a load balancer.
 */
export const customDomain: Rule = {
  id: 'PS15',
  title:
    'Private custom domains have a policy and an access association, regional ones map only private APIs',
  severity: 'H',
  why: 'Without a policy that names the source, any endpoint with an access association can call the domain, also one of another account. Without an association, nobody can. A regional domain has a public host name, so everything that it maps must be private.',
  fix: 'Set EndpointConfiguration.Types to [PRIVATE], deny requests with StringNotEquals on aws:SourceVpce in the Policy, and add an AWS::ApiGateway::DomainNameAccessAssociation with the endpoint.',
  *check(template) {
    for (const domain of template.ofType('AWS::ApiGateway::DomainNameV2')) {
      for (const types of template.property(
        domain,
        'EndpointConfiguration',
        'Types',
      )) {
        yield assessEndpointTypes(template, domain, types, 'not private');
      }
      yield* assessPolicy(template, domain);
      yield* assessAssociations(template, domain);
    }
    yield* checkRegionalDomains(template);
  },
};

function* assessPolicy(
  template: Template,
  domain: Resource,
): Iterable<Observation> {
  const documents = policyDocuments(
    template,
    template.property(domain, 'Policy'),
  );
  for (const document of documents) {
    const restriction = assessSource(template, document, 'The domain');
    const named =
      restriction.status === 'proven'
        ? assessNamedSources(template, document)
        : undefined;
    const { status, at, message } =
      named && named.status !== 'proven' ? named : restriction;
    yield {
      status,
      resource: domain.id,
      at,
      message: `${domain.id}: ${message}`,
    };
  }
}

function* assessAssociations(
  template: Template,
  domain: Resource,
): Iterable<Observation> {
  const associations = template
    .ofType('AWS::ApiGateway::DomainNameAccessAssociation')
    .filter(one =>
      template
        .property(one, 'DomainNameArn')
        .every(value => refersTo(value, domain)),
    );
  if (associations.length === 0) {
    yield {
      status: 'violated',
      resource: domain.id,
      at: placeOf(domain),
      message: `${domain.id} has no access association, so no endpoint can use it.`,
    };
  }
  for (const association of associations) {
    for (const source of template.property(
      association,
      'AccessAssociationSource',
    )) {
      yield assessEndpoint(template, association, source);
    }
  }
}

/** `!Ref Domain` and `!GetAtt Domain.DomainNameArn` are the ARN of the domain. */
function refersTo(value: Value, { id }: Resource): boolean {
  const reference = referenceOf(value);
  return (
    reference.id === id &&
    (reference.attribute === undefined ||
      reference.attribute === 'DomainNameArn')
  );
}

function assessEndpoint(
  template: Template,
  { id }: Resource,
  source: Value,
): Observation {
  const base = { resource: id, at: source.at };
  const endpoint = meaning(template, 'endpoint', source);
  if (endpoint.is === 'inside') {
    return {
      ...base,
      status: 'proven',
      message: `${id} associates ${endpoint.id}.`,
    };
  }
  const { network } = template;
  const known =
    endpoint.is === 'outside'
      ? network.endpoint(endpoint.id)
      : { value: undefined, why: `its ID ${endpoint.why}` };
  if (!known.value) {
    const name = endpoint.is === 'outside' ? endpoint.id : 'an endpoint';
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine the network of ${name}, which ${id} associates: ${known.why}.`,
      fix: network.advice,
    };
  }
  return leadsToApis(known.value)
    ? {
        ...base,
        status: 'proven',
        message: `${id} associates ${known.value.id}, ${network.source}.`,
      }
    : {
        ...base,
        status: 'violated',
        message: `${id} associates ${known.value.id}, which is an endpoint of ${known.value.service}, ${network.source}.`,
        fix: 'Use the interface endpoint of execute-api.',
      };
}
