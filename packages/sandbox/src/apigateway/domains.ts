import { Account, LiveResource } from '../account/Account';
import { asText } from '../account/values';

/*
 * Custom domains: which one a host name means, and what it serves.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */

export const PRIVATE_DOMAIN = 'AWS::ApiGateway::DomainNameV2';
export const PRIVATE_MAPPING = 'AWS::ApiGateway::BasePathMappingV2';
export const ACCESS_ASSOCIATION =
  'AWS::ApiGateway::DomainNameAccessAssociation';
export const REGIONAL_DOMAIN = 'AWS::ApiGateway::DomainName';
export const REGIONAL_MAPPING = 'AWS::ApiGateway::BasePathMapping';

/** The host name of a custom domain. */
export function hostOf({ properties }: LiveResource): string {
  return String(properties.DomainName).toLowerCase();
}

/** The PRIVATE domains with a host name. A name can have several, which differ in their IDs. */
export function privateDomainsOf(
  account: Account,
  host: string,
): LiveResource[] {
  return account.list(PRIVATE_DOMAIN).filter(one => hostOf(one) === host);
}

/** The REGIONAL domain with a host name. A region has each name once. */
export function regionalDomainOf(
  account: Account,
  host: string,
): LiveResource | undefined {
  return account.list(REGIONAL_DOMAIN).find(one => hostOf(one) === host);
}

/** The ARN of the certificate of the custom domain with a host name, of either kind. */
export function certificateArnOf(
  account: Account,
  host: string,
): string | undefined {
  const [domain = regionalDomainOf(account, host)] = privateDomainsOf(
    account,
    host,
  );
  return asText(
    domain?.properties.CertificateArn ??
      domain?.properties.RegionalCertificateArn,
  );
}

/** Whether an endpoint has an access association with a PRIVATE domain. */
export function hasAccess(
  account: Account,
  domain: LiveResource,
  endpoint: LiveResource,
): boolean {
  return associationsOf(account, endpoint).some(
    ({ properties }) => properties.DomainNameArn === domain.physicalId,
  );
}

/** The access associations of an endpoint. */
export function associationsOf(
  account: Account,
  endpoint: LiveResource,
): LiveResource[] {
  return account
    .list(ACCESS_ASSOCIATION)
    .filter(
      ({ properties }) =>
        properties.AccessAssociationSource === endpoint.physicalId,
    );
}

/** The mappings of a custom domain of either kind. */
export function mappingsOf(
  account: Account,
  domain: LiveResource,
): LiveResource[] {
  return domain.type === REGIONAL_DOMAIN
    ? account
        .list(REGIONAL_MAPPING)
        .filter(one => hostOf(one) === hostOf(domain))
    : account
        .list(PRIVATE_MAPPING)
        .filter(
          ({ properties }) => properties.DomainNameArn === domain.physicalId,
        );
}

/** The names of the custom domains with a mapping to an API. */
export function domainsMappedTo(account: Account, restApiId: string): string[] {
  return [...account.list(PRIVATE_DOMAIN), ...account.list(REGIONAL_DOMAIN)]
    .filter(domain =>
      mappingsOf(account, domain).some(
        ({ properties }) => properties.RestApiId === restApiId,
      ),
    )
    .map(hostOf);
}

/** The base path of a mapping. Empty for the whole domain. */
export function basePathOf({ properties }: Pick<LiveResource, 'properties'>) {
  return asText(properties.BasePath) ?? '';
}

/** What a path of a custom domain leads to. */
export type Mapped = {
  restApiId: string;
  stageName: string;
  /** The path of the request without the base path. */
  path: string;
};

/**
 * The mapping for a path: that of its first segment, otherwise the one without a base path.
 *
 * @param path - still percent-encoded
 */
export function mappingOf(
  account: Account,
  domain: LiveResource,
  path: string,
): Mapped | undefined {
  const [, first = '', ...rest] = path.split('/');
  const mappings = mappingsOf(account, domain);
  const named = (base: string) =>
    mappings.find(one => basePathOf(one) === base);
  const byPath = first === '' ? undefined : named(first);
  const found = byPath ?? named('');
  return (
    found && {
      restApiId: String(found.properties.RestApiId),
      stageName: String(found.properties.Stage),
      path: byPath ? `/${rest.join('/')}` : path,
    }
  );
}
