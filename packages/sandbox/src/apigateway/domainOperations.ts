import { Account, LiveResource } from '../account/Account';
import { asMap, asText } from '../account/values';
import { AwsError } from '../protocol/errors';
import { RestOperation } from '../protocol/rest';
import {
  ACCESS_ASSOCIATION,
  basePathOf,
  hostOf,
  mappingsOf,
  PRIVATE_DOMAIN,
  REGIONAL_DOMAIN,
} from './domains';
import { pageOf, paging } from './paging';

/** The operations that read custom domains, their mappings and their access associations. */
export function domainOperations(
  account: Account,
): Record<string, RestOperation> {
  const domains = () =>
    account
      .all()
      .filter(
        ({ type }) => type === PRIVATE_DOMAIN || type === REGIONAL_DOMAIN,
      );

  /** A PRIVATE domain needs its ID, since a name can have several of them. A REGIONAL one has none. */
  const domainOf = (name: string, query: URLSearchParams): LiveResource => {
    const id = query.get('domainNameId') ?? undefined;
    const found = domains().find(
      one =>
        hostOf(one) === name.toLowerCase() &&
        asText(one.attributes.DomainNameId) === id,
    );
    if (found) return found;
    throw new AwsError(
      'NotFoundException',
      'Invalid domain name identifier specified',
      404,
    );
  };

  return {
    GetDomainNames: {
      method: 'GET',
      path: /^\/domainnames$/,
      query: paging,
      run: (_, query) => pageOf(domains().map(renderDomain), query),
    },
    GetDomainName: {
      method: 'GET',
      path: /^\/domainnames\/([^/]+)$/,
      query: ['domainNameId'],
      run: ([name], query) => renderDomain(domainOf(name, query)),
    },
    GetBasePathMappings: {
      method: 'GET',
      path: /^\/domainnames\/([^/]+)\/basepathmappings$/,
      query: ['domainNameId', ...paging],
      run: ([name], query) =>
        pageOf(
          mappingsOf(account, domainOf(name, query)).map(one => ({
            basePath: basePathOf(one) || '(none)',
            restApiId: asText(one.properties.RestApiId),
            stage: asText(one.properties.Stage),
          })),
          query,
        ),
    },
    GetDomainNameAccessAssociations: {
      method: 'GET',
      path: /^\/domainnameaccessassociations$/,
      query: paging,
      run: (_, query) =>
        pageOf(
          account
            .list(ACCESS_ASSOCIATION)
            .map(({ physicalId, properties }) => ({
              domainNameAccessAssociationArn: physicalId,
              domainNameArn: properties.DomainNameArn,
              accessAssociationSource: properties.AccessAssociationSource,
              accessAssociationSourceType: 'VPCE',
            })),
          query,
        ),
    },
  };
}

function renderDomain({ type, attributes, properties }: LiveResource) {
  const shared = {
    domainName: asText(properties.DomainName),
    domainNameArn: attributes.DomainNameArn,
    domainNameStatus: 'AVAILABLE',
    securityPolicy: asText(properties.SecurityPolicy) ?? 'TLS_1_2',
    tags: Object.fromEntries(
      [properties.Tags ?? []]
        .flat()
        .map(asMap)
        .map(({ Key, Value }) => [String(Key), asText(Value)]),
    ),
  };
  return type === PRIVATE_DOMAIN
    ? {
        ...shared,
        domainNameId: attributes.DomainNameId,
        certificateArn: asText(properties.CertificateArn),
        endpointConfiguration: { types: ['PRIVATE'] },
        policy: policyText(properties.Policy),
      }
    : {
        ...shared,
        regionalCertificateArn: asText(properties.RegionalCertificateArn),
        regionalDomainName: attributes.RegionalDomainName,
        regionalHostedZoneId: attributes.RegionalHostedZoneId,
        endpointConfiguration: { types: ['REGIONAL'], ipAddressType: 'ipv4' },
      };
}

function policyText(policy: LiveResource['properties'][string] | undefined) {
  return typeof policy === 'object' && policy !== null
    ? JSON.stringify(policy)
    : policy;
}
