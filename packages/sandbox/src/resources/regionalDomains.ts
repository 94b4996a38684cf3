import { Properties } from '../account/Account';
import { asText } from '../account/values';
import {
  basePathOf,
  mappingsOf,
  REGIONAL_DOMAIN,
  REGIONAL_MAPPING,
  regionalDomainOf,
} from '../apigateway/domains';
import { apiGatewayId } from '../protocol/ids';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { checkDomain, checkMapping, claimBasePath } from './customDomains';

/** Zone of the names of REGIONAL domains in eu-central-1: https://docs.aws.amazon.com/general/latest/gr/apigateway.html */
const hostedZone = 'Z1U9ULNL0V5AJ3';
/** The other policies need an EndpointAccessMode. */
const securityPolicies = ['TLS_1_0', 'TLS_1_2'];

function check({ account }: ResourceContext, properties: Properties): void {
  checkDomain(account, REGIONAL_DOMAIN, 'REGIONAL', properties);
  const policy = asText(properties.SecurityPolicy) ?? 'TLS_1_2';
  if (!securityPolicies.includes(policy)) {
    throw new HandlerError(
      `sandbox: SecurityPolicy ${policy} of ${REGIONAL_DOMAIN} is not supported. Use TLS_1_2.`,
    );
  }
}

const domainName: ResourceHandler = {
  accepts: [
    'DomainName',
    'EndpointConfiguration',
    'RegionalCertificateArn',
    'SecurityPolicy',
    'Tags',
  ],
  create(context, properties) {
    check(context, properties);
    const { account } = context;
    const name = String(properties.DomainName);
    if (regionalDomainOf(account, name.toLowerCase())) {
      throw new HandlerError(
        'The domain name you provided already exists.',
        'AlreadyExists',
      );
    }
    const { partition, region } = account.identity;
    const id = context.once('id', () => apiGatewayId(10));
    return {
      physicalId: name,
      attributes: {
        // Unlike that of a PRIVATE domain, it has no account ID.
        DomainNameArn: `arn:${partition}:apigateway:${region}::/domainnames/${name}`,
        RegionalDomainName: `d-${id}.execute-api.${region}.amazonaws.com`,
        RegionalHostedZoneId: hostedZone,
      },
    };
  },
  update(context, _, properties) {
    check(context, properties);
  },
  delete({ account }, domain) {
    // A mapping belongs to a name, so it would also serve the next domain with this name.
    for (const one of mappingsOf(account, domain)) account.remove(one);
  },
};

const basePathMapping: ResourceHandler = {
  accepts: ['BasePath', 'DomainName', 'RestApiId', 'Stage'],
  create({ account }, properties) {
    const name = asText(properties.DomainName) ?? '';
    // A PRIVATE domain with this name is not meant: it has an ID, which this type cannot name.
    const domain = regionalDomainOf(account, name.toLowerCase());
    if (!domain) {
      throw new HandlerError(
        'Invalid domain name identifier specified',
        'NotFound',
      );
    }
    checkMapping(account, REGIONAL_MAPPING, properties);
    const base = claimBasePath(account, domain, properties);
    const others = mappingsOf(account, domain).map(basePathOf);
    if (others.includes('') || (base === '' && others.length > 0)) {
      throw new HandlerError(
        'Only one base path mapping is allowed if the base path is empty.',
        'ResourceConflict',
      );
    }
    return { physicalId: `${name}|${base || '(none)'}`, attributes: {} };
  },
  update({ account }, _, properties) {
    checkMapping(account, REGIONAL_MAPPING, properties);
  },
};

/** REGIONAL custom domains of API Gateway and their mappings. */
export const regionalDomainHandlers: Record<string, ResourceHandler> = {
  [REGIONAL_DOMAIN]: domainName,
  [REGIONAL_MAPPING]: basePathMapping,
};
