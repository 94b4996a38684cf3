import {
  type APIGatewayClient,
  type DomainName,
  type DomainNameAccessAssociation,
  GetDomainNameAccessAssociationsCommand,
  GetDomainNamesCommand,
} from '@aws-sdk/client-api-gateway';
import type { CheckContext } from '../session/context';
import type { Read, Reader } from '../session/Reader';
import { ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { domainOf } from './zone';

/** Custom domains that the shared endpoint serves: `found` of the check. */
export const endpointDomains = {
  private: 'PRIVATE custom domains',
  regional: 'REGIONAL custom domains',
  none: 'no custom domains',
} as const;

/**
 * Checks which custom domains the shared endpoint serves. An endpoint through which a REGIONAL domain is reached must not have an
 * access association for a private one:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */
export async function checkEndpointDomains({
  clients: { apiGateway },
  environment: { domain, network },
  reader,
}: CheckContext): Promise<Check[]> {
  const id = 'endpoint.domains';
  const endpointId = network.existing?.executeApiEndpointId;
  if (!domain || !endpointId) return [];
  const [domains, associations] = await Promise.all([
    listDomains(reader, apiGateway),
    listAssociations(reader, apiGateway),
  ]);
  const problem = domains.problem ?? associations.problem;
  if (problem) return [unknown(id, endpointId, problem)];
  const suffix = `.${domainOf(domain.suffix)}`;
  // Whether a load balancer leads to this endpoint is not known, so every REGIONAL domain of the services counts.
  const hasRegional = domains.value!.some(
    ({ domainName = '', endpointConfiguration }) =>
      endpointConfiguration?.types?.includes('REGIONAL') &&
      domainName.endsWith(suffix),
  );
  const hasPrivate = associations.value!.some(
    one => one.accessAssociationSource === endpointId,
  );
  if (hasPrivate && hasRegional) {
    return [
      wrong(id, endpointId, {
        found: `${endpointDomains.private} and ${endpointDomains.regional}`,
        expected: 'one kind of custom domain for each endpoint',
        fix: 'Deploy the services with entry custom-domain, or those with entry alb, to an environment with another endpoint.',
      }),
    ];
  }
  const withoutPrivate = hasRegional ? 'regional' : 'none';
  const kind = hasPrivate ? 'private' : withoutPrivate;
  return [ok(id, endpointId, endpointDomains[kind])];
}

type Page<Item> = { NextToken?: string; items?: Item[] };

/** Every custom domain of the account and region. */
export function listDomains(
  reader: Reader,
  apiGateway: APIGatewayClient,
): Promise<Read<DomainName[]>> {
  return reader.readAll<Page<DomainName>, DomainName>(
    'apigateway:GET',
    async position => {
      const page = await apiGateway.send(
        new GetDomainNamesCommand({ position, limit: 500 }),
      );
      return { items: page.items, NextToken: page.position };
    },
    page => page.items,
  );
}

/** Every access association of the account and region. */
export function listAssociations(
  reader: Reader,
  apiGateway: APIGatewayClient,
): Promise<Read<DomainNameAccessAssociation[]>> {
  return reader.readAll<
    Page<DomainNameAccessAssociation>,
    DomainNameAccessAssociation
  >(
    'apigateway:GET',
    async position => {
      const page = await apiGateway.send(
        new GetDomainNameAccessAssociationsCommand({ position, limit: 500 }),
      );
      return { items: page.items, NextToken: page.position };
    },
    page => page.items,
  );
}
