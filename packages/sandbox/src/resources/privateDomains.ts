import { Account, LiveResource, Properties } from '../account/Account';
import { asText } from '../account/values';
import {
  ACCESS_ASSOCIATION,
  hostOf,
  PRIVATE_DOMAIN,
  PRIVATE_MAPPING,
} from '../apigateway/domains';
import { parsePolicy, policyProblem } from '../apigateway/policy';
import { apiGatewayId } from '../protocol/ids';
import { HandlerError, ResourceContext, ResourceHandler } from './contract';
import { checkDomain, checkMapping, claimBasePath } from './customDomains';
import { requireResource } from './lookup';
import { serviceOf, VPC_ENDPOINT } from './vpcEndpoint';

function check({ account }: ResourceContext, properties: Properties): void {
  checkDomain(account, PRIVATE_DOMAIN, 'PRIVATE', properties);
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
    check(context, properties);
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
    check(context, properties);
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
    PRIVATE_DOMAIN,
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
    const other = account.find(PRIVATE_DOMAIN, properties.DomainNameArn);
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
    const source = asText(properties.AccessAssociationSource);
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

const basePathMapping: ResourceHandler = {
  accepts: ['BasePath', 'DomainNameArn', 'RestApiId', 'Stage'],
  create({ account }, properties) {
    const domain = domainOf(account, properties);
    checkMapping(account, PRIVATE_MAPPING, properties);
    const base = claimBasePath(account, domain, properties);
    const arn = `${domain.physicalId}/basepathmappings/${base || '(none)'}`;
    return { physicalId: arn, attributes: { BasePathMappingArn: arn } };
  },
  update({ account }, _, properties) {
    checkMapping(account, PRIVATE_MAPPING, properties);
  },
};

/** PRIVATE custom domains of API Gateway, their mappings, and the endpoints that may use them. */
export const privateDomainHandlers: Record<string, ResourceHandler> = {
  [PRIVATE_DOMAIN]: domainName,
  [ACCESS_ASSOCIATION]: accessAssociation,
  [PRIVATE_MAPPING]: basePathMapping,
};
