import { IncomingMessage } from 'node:http';
import { Account, LiveResource } from '../account/Account';
import { asMap, asTexts } from '../account/values';
import { REST_API } from '../resources/apigateway';
import { Arrival, checkPolicies, domainArn } from './authorization';
import {
  associationsOf,
  hasAccess,
  mappingOf,
  privateDomainsOf,
  regionalDomainOf,
} from './domains';
import { parsePolicy } from './policy';

/** The API, the stage and the path that a request names. */
export type Called = { api?: LiveResource; stageName: string; path: string };

/**
 * By the host of a custom domain, the base path selects API and stage. Otherwise, the first segment of the path is the stage.
 *
 * @returns undefined if the host is that of a custom domain that the endpoint does not serve
 * @throws GatewayError if the policy of the custom domain denies the request
 */
export function findCalled(
  account: Account,
  request: IncomingMessage,
  pathname: string,
  arrival: Arrival,
): Called | undefined {
  const host = hostIn(request);
  const { endpoint } = arrival;
  const ofPrivate = privateDomainsOf(account, host);
  const domain = ofPrivate.find(one => hasAccess(account, one, endpoint));
  if (domain) {
    const called = mapped(account, domain, pathname);
    if (!called) return undefined;
    checkPolicies(
      account,
      request,
      arrival,
      domainArn(account, domain),
      // API Gateway creates a domain with a policy that denies everything.
      parsePolicy(domain.properties.Policy) ?? { Statement: [] },
    );
    return called;
  }
  const regional = regionalDomainOf(account, host);
  if (regional) {
    // An endpoint with an access association serves no REGIONAL domain, whatever the name of its PRIVATE one is.
    return associationsOf(account, endpoint).length > 0
      ? undefined
      : mapped(account, regional, pathname);
  }
  if (ofPrivate.length > 0) return undefined;
  const [, stageName = '', ...rest] = pathname.split('/');
  const api = findApi(account, request, endpoint);
  return { api, stageName, path: `/${rest.join('/')}` };
}

/** What the mappings of a custom domain make of a path. */
function mapped(
  account: Account,
  domain: LiveResource,
  pathname: string,
): Called | undefined {
  const found = mappingOf(account, domain, pathname);
  return (
    found && {
      api: account.find(REST_API, found.restApiId),
      stageName: found.stageName,
      path: found.path,
    }
  );
}

/**
 * The API to which a request is addressed: by `x-apigw-api-id`, or by Host
 * `{apiId}[-{vpceId}].execute-api.{region}.amazonaws.com`.
 */
function findApi(
  account: Account,
  request: IncomingMessage,
  endpoint: LiveResource,
): LiveResource | undefined {
  const header = request.headers['x-apigw-api-id'];
  if (typeof header === 'string') return account.find(REST_API, header);
  const host = hostIn(request);
  const domain = `.execute-api.${account.identity.region}.amazonaws.com`;
  if (!host.endsWith(domain)) return undefined;
  const [, id, endpointId] =
    /^([a-z0-9]+)(?:-(vpce-[0-9a-f]+))?$/.exec(host.slice(0, -domain.length)) ??
    [];
  const api = account.find(REST_API, id);
  if (!api || endpointId === undefined) return api;
  return endpointId === endpoint.physicalId && isAssociated(api, endpointId)
    ? api
    : undefined;
}

function hostIn({ headers }: IncomingMessage): string {
  return (headers.host ?? '').toLowerCase().split(':')[0];
}

/** Whether the API lists the endpoint in `VpcEndpointIds`. */
export function isAssociated(api: LiveResource, endpointId: string): boolean {
  return asTexts(
    asMap(api.properties.EndpointConfiguration).VpcEndpointIds,
  ).includes(endpointId);
}
