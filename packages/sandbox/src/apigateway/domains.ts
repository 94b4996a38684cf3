import { Account, LiveResource } from '../account/Account';
import { asText } from '../account/values';

/*
 * Private custom domains: which one a host name means, and what it serves.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */

export const DOMAIN_NAME = 'AWS::ApiGateway::DomainNameV2';
export const ACCESS_ASSOCIATION =
  'AWS::ApiGateway::DomainNameAccessAssociation';
export const BASE_PATH_MAPPING = 'AWS::ApiGateway::BasePathMappingV2';

/** The host name of a custom domain. */
export function hostOf({ properties }: LiveResource): string {
  return String(properties.DomainName).toLowerCase();
}

/** The custom domains with a host name. A name can have several, which differ in their IDs. */
export function domainsOf(account: Account, host: string): LiveResource[] {
  return account.list(DOMAIN_NAME).filter(one => hostOf(one) === host);
}

/** Whether an endpoint has an access association with a custom domain. */
export function hasAccess(
  account: Account,
  domain: LiveResource,
  endpoint: LiveResource,
): boolean {
  return account
    .list(ACCESS_ASSOCIATION)
    .some(
      ({ properties }) =>
        properties.DomainNameArn === domain.physicalId &&
        properties.AccessAssociationSource === endpoint.physicalId,
    );
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
  const mappings = account
    .list(BASE_PATH_MAPPING)
    .filter(({ properties }) => properties.DomainNameArn === domain.physicalId);
  const named = (base: string) =>
    mappings.find(
      ({ properties }) => (asText(properties.BasePath) ?? '') === base,
    );
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
