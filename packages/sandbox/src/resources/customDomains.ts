import { Account, LiveResource, Properties } from '../account/Account';
import { asMap, asText, asTexts } from '../account/values';
import { CERTIFICATE } from '../acm/service';
import {
  ACCESS_ASSOCIATION,
  BASE_PATH_MAPPING,
  DOMAIN_NAME,
  hostOf,
} from '../apigateway/domains';
import { parsePolicy, policyProblem } from '../apigateway/policy';
import { apiGatewayId } from '../protocol/ids';
import { REST_API, STAGE } from './apigateway';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { requireResource } from './lookup';
import { serviceOf, VPC_ENDPOINT } from './vpcEndpoint';

/** Whether a name of a certificate covers a host. A wildcard stands for one label. */
function covers(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return name.toLowerCase() === host;
  return host.split('.').slice(1).join('.') === name.slice(2).toLowerCase();
}

function checkDomain({ account }: ResourceContext, properties: Properties) {
  const types = asTexts(asMap(properties.EndpointConfiguration).Types);
  if (types.length !== 1 || types[0] !== 'PRIVATE') {
    throw new HandlerError(
      `sandbox: EndpointConfiguration.Types [${types.join(
        ', ',
      )}] of ${DOMAIN_NAME} is not supported. Use [PRIVATE].`,
    );
  }
  const host = asText(properties.DomainName)?.toLowerCase() ?? '';
  if (!/^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/.test(host)) {
    throw new HandlerError(`Invalid domain name specified: ${host}`);
  }
  const certificate = requireResource(
    account,
    CERTIFICATE,
    properties.CertificateArn,
    'Invalid certificate ARN. Certificate ARN must be a valid ACM certificate in this region.',
  );
  if (certificate.properties.Status !== 'ISSUED') {
    throw new HandlerError('The certificate provided must be issued.');
  }
  const names = asTexts(certificate.properties.Names);
  if (!names.some(name => covers(name, host))) {
    throw new HandlerError(
      'The domain name to be created is not covered by the certificate provided.',
    );
  }
  const problem = policyProblem(parsePolicy(properties.Policy));
  if (problem) throw new HandlerError(problem);
}

const domainName: ResourceHandler = {
  accepts: [
    'CertificateArn',
    'DomainName',
    'EndpointConfiguration',
    'Policy',
    'SecurityPolicy',
    'Tags',
  ],
  create(context, properties) {
    checkDomain(context, properties);
    const id = context.once('id', () => apiGatewayId(10));
    const arn = context.account.arn(
      'apigateway',
      `/domainnames/${properties.DomainName}+${id}`,
    );
    return {
      physicalId: arn,
      attributes: { DomainNameArn: arn, DomainNameId: id },
    };
  },
  update(context, _, properties) {
    checkDomain(context, properties);
  },
  delete({ account }, { physicalId }) {
    const isUsed = account
      .list(ACCESS_ASSOCIATION)
      .some(({ properties }) => properties.DomainNameArn === physicalId);
    if (isUsed) {
      throw new HandlerError(
        'The domain name has access associations and cannot be deleted.',
        'ResourceConflict',
      );
    }
  },
};

function domainOf(account: Account, { DomainNameArn }: Properties) {
  return requireResource(
    account,
    DOMAIN_NAME,
    DomainNameArn,
    'Invalid domain name identifier specified',
  );
}

/** AWS documents no list: one endpoint cannot tell two domains with one name apart. */
function nameConflict(
  account: Account,
  domain: LiveResource,
  endpointId: unknown,
): boolean {
  return account.list(ACCESS_ASSOCIATION).some(({ properties }) => {
    const other = account.find(DOMAIN_NAME, properties.DomainNameArn);
    return (
      properties.AccessAssociationSource === endpointId &&
      other !== undefined &&
      hostOf(other) === hostOf(domain)
    );
  });
}

const accessAssociation: ResourceHandler = {
  accepts: [
    'AccessAssociationSource',
    'AccessAssociationSourceType',
    'DomainNameArn',
    'Tags',
  ],
  create({ account }, properties) {
    const domain = domainOf(account, properties);
    const source = properties.AccessAssociationSource;
    const endpoint = requireResource(
      account,
      VPC_ENDPOINT,
      source,
      `The vpcEndpointId ${source} does not exist`,
    );
    if (serviceOf(endpoint) !== 'execute-api') {
      throw new HandlerError(
        `The vpcEndpointId ${source} is not an endpoint of execute-api`,
      );
    }
    if (nameConflict(account, domain, source)) {
      throw new HandlerError(
        `The VPC endpoint ${source} already has an access association with a domain named ${hostOf(
          domain,
        )}.`,
        'AlreadyExists',
      );
    }
    const [, name] = domain.physicalId.split('/domainnames/');
    const arn = account.arn(
      'apigateway',
      `/domainnameaccessassociations/domainname/${name}/vpcesource/${source}`,
    );
    return {
      physicalId: arn,
      attributes: { DomainNameAccessAssociationArn: arn },
    };
  },
};

function checkMapping(account: Account, properties: Properties): void {
  const { RestApiId, Stage } = properties;
  requireResource(
    account,
    REST_API,
    RestApiId,
    'Invalid API identifier specified',
  );
  if (!asText(Stage)) {
    throw new HandlerError(
      `sandbox: a ${BASE_PATH_MAPPING} without a Stage is not supported`,
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

const basePathMapping: ResourceHandler = {
  accepts: ['BasePath', 'DomainNameArn', 'RestApiId', 'Stage'],
  create({ account }, properties) {
    const domain = domainOf(account, properties);
    checkMapping(account, properties);
    const base = asText(properties.BasePath) ?? '';
    const isTaken = account
      .list(BASE_PATH_MAPPING)
      .some(
        ({ properties: other }) =>
          other.DomainNameArn === domain.physicalId &&
          (asText(other.BasePath) ?? '') === base,
      );
    if (isTaken) {
      throw new HandlerError(
        'Base path already exists for this domain name',
        'AlreadyExists',
      );
    }
    const arn = `${domain.physicalId}/basepathmappings/${base || '(none)'}`;
    return { physicalId: arn, attributes: { BasePathMappingArn: arn } };
  },
  update({ account }, _, properties) {
    checkMapping(account, properties);
  },
};

/** Private custom domains of API Gateway, their mappings, and the endpoints that may use them. */
export const customDomainHandlers: Record<string, ResourceHandler> = {
  [DOMAIN_NAME]: domainName,
  [ACCESS_ASSOCIATION]: accessAssociation,
  [BASE_PATH_MAPPING]: basePathMapping,
};
