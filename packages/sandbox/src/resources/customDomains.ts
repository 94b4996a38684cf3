import { Account, LiveResource, Properties } from '../account/Account';
import { asMap, asText, asTexts } from '../account/values';
import { CERTIFICATE } from '../acm/service';
import { basePathOf, mappingsOf } from '../apigateway/domains';
import { REST_API, STAGE } from './apigateway';
import { HandlerError } from './contract';
import { requireResource } from './lookup';

/* What PRIVATE and REGIONAL custom domains have in common. */

/** Whether a name of a certificate covers a host. A wildcard stands for one label. */
function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name.toLowerCase() === host;
  return host.split('.').slice(1).join('.') === name.slice(2).toLowerCase();
}

/**
 * Checks the endpoint type, the name and the certificate of a custom domain.
 *
 * @param type - resource type of the domain
 * @param kind - the one endpoint type of this resource type that the sandbox supports
 * @throws HandlerError with API Gateway's messages
 */
export function checkDomain(
  account: Account,
  type: string,
  kind: 'PRIVATE' | 'REGIONAL',
  properties: Properties,
): void {
  const types = asTexts(asMap(properties.EndpointConfiguration).Types);
  if (types.length !== 1 || types[0] !== kind) {
    throw new HandlerError(
      `sandbox: EndpointConfiguration.Types [${types.join(
        ', ',
      )}] of ${type} is not supported. Use [${kind}].`,
    );
  }
  const host = asText(properties.DomainName)?.toLowerCase() ?? '';
  if (host.startsWith('*.')) {
    throw new HandlerError(
      `sandbox: DomainName ${host} of ${type} is not supported. Use a name without a wildcard.`,
    );
  }
  if (!/^([a-z0-9-]+\.)+[a-z0-9-]+$/.test(host)) {
    throw new HandlerError(`Invalid domain name specified: ${host}`);
  }
  checkCertificate(
    account,
    host,
    asText(properties.CertificateArn ?? properties.RegionalCertificateArn),
  );
}

function checkCertificate(
  account: Account,
  host: string,
  arn: string | undefined,
): void {
  const { properties } = requireResource(
    account,
    CERTIFICATE,
    arn,
    'Invalid certificate ARN. Certificate ARN must be a valid ACM certificate in this region.',
  );
  if (properties.Status !== 'ISSUED') {
    throw new HandlerError('The certificate provided must be issued.');
  }
  if (!asTexts(properties.Names).some(name => covers(name, host))) {
    throw new HandlerError(
      'The domain name to be created is not covered by the certificate provided.',
    );
  }
}

/**
 * Checks to which API and stage a mapping leads.
 *
 * @param type - resource type of the mapping
 * @throws HandlerError with API Gateway's messages
 */
export function checkMapping(
  account: Account,
  type: string,
  properties: Properties,
): void {
  const { RestApiId, Stage } = properties;
  requireResource(
    account,
    REST_API,
    RestApiId,
    'Invalid API identifier specified',
  );
  if (!asText(Stage)) {
    throw new HandlerError(
      `sandbox: a ${type} without a Stage is not supported`,
    );
  }
  const exists = account
    .list(STAGE)
    .some(
      one => one.physicalId === Stage && one.properties.RestApiId === RestApiId,
    );
  if (!exists) {
    throw new HandlerError('Invalid stage identifier specified', 'NotFound');
  }
}

/**
 * Returns the base path of a new mapping of a domain. Empty for the whole domain.
 *
 * @throws HandlerError with API Gateway's messages if it is not valid or taken
 */
export function claimBasePath(
  account: Account,
  domain: LiveResource,
  properties: Properties,
): string {
  const base = basePathOf({ properties });
  if (base.includes('/')) {
    throw new HandlerError(
      "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a multi-level base path mapping, use API Gateway V2.",
    );
  }
  const isTaken = mappingsOf(account, domain).some(
    one => basePathOf(one) === base,
  );
  if (isTaken) {
    throw new HandlerError(
      'Base path already exists for this domain name',
      'AlreadyExists',
    );
  }
  return base;
}
