import { IncomingMessage, ServerResponse } from 'node:http';
import { Account, LiveResource } from '../account/Account';
import { asTexts } from '../account/values';
import { FunctionFailure } from '../functions/FunctionHost';
import { readBody, sendJson } from '../protocol/http';
import { apiGatewayId, requestId } from '../protocol/ids';
import { REST_API, STAGE } from '../resources/apigateway';
import { AccountServices } from '../resources/contract';
import { findFunction } from '../resources/lambda';
import {
  Arrival,
  checkPermission,
  checkPolicies,
  domainArn,
  executeApiArn,
} from './authorization';
import { DeployedApi } from './deployedApi';
import { domainsOf, hasAccess, mappingOf } from './domains';
import { forbidden, GatewayError, internalError } from './errors';
import { parsePolicy } from './policy';
import { proxyEvent, proxyResponse } from './proxyEvent';
import { findRoute, Route } from './routing';

const maxBodyBytes = 10 * 1024 * 1024;

type GatewayServices = Pick<
  AccountServices,
  'account' | 'deployments' | 'functions'
>;

/**
 * Creates the request handler of API Gateway behind an execute-api endpoint.
 *
 * The message and the `x-amzn-errortype` of each error are those of the AWS
 * Knowledge Center, "Troubleshoot HTTP 403 errors from API Gateway".
 */
export function createGateway(
  services: GatewayServices,
  log: (line: string) => void,
) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    arrival: Arrival,
  ): Promise<void> => {
    const ids = {
      'x-amzn-requestid': requestId(),
      'x-amz-apigw-id': `${apiGatewayId(15)}=`,
    };
    const started = Date.now();
    try {
      await respond(services, request, response, arrival, ids);
    } catch (error) {
      const known = error instanceof GatewayError ? error : internalError(500);
      if (known !== error) {
        log(`API Gateway: internal error: ${(error as Error)?.stack}`);
      }
      sendJson(response, known.status, known.body, {
        ...ids,
        'x-amzn-errortype': known.type,
      });
    }
    log(
      `${request.method} https://${request.headers.host}${request.url} ${
        response.statusCode
      } ${Date.now() - started} ms`,
    );
  };
}

async function respond(
  services: GatewayServices,
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
  ids: Record<string, string>,
): Promise<void> {
  const { account } = services;
  const target = `https://gateway.invalid${request.url}`;
  if (!request.url?.startsWith('/') || !URL.canParse(target)) {
    throw new GatewayError(400, 'BadRequestException', {
      message: 'Bad Request',
    });
  }
  const url = new URL(target);
  const called = findCalled(account, request, url.pathname, arrival);
  const { path = '', stageName = '' } = called ?? {};
  const deployed = called?.api && findDeployed(services, called.api, stageName);
  if (!deployed) throw forbidden();
  const httpMethod = request.method ?? 'GET';
  const route = findRoute(deployed.methods, httpMethod, path);
  if (!route) {
    throw new GatewayError(403, 'MissingAuthenticationTokenException', {
      message: 'Missing Authentication Token',
    });
  }
  checkPolicies(
    account,
    request,
    arrival,
    executeApiArn(account, request, deployed.restApiId, stageName, path),
    deployed.policy,
  );
  checkPermission(account, deployed, stageName, httpMethod, route);
  const body = await readBody(request, maxBodyBytes).catch(() => {
    throw new GatewayError(413, 'RequestTooLargeException', {
      message: `HTTP content length exceeded ${maxBodyBytes} bytes.`,
    });
  });
  const event = proxyEvent({
    request,
    body,
    route,
    identity: account.identity,
    restApiId: deployed.restApiId,
    stage: stageName,
    path,
    pathname: url.pathname,
    query: url.searchParams,
    requestId: ids['x-amzn-requestid'],
    extendedRequestId: ids['x-amz-apigw-id'],
    callerAddress: arrival.callerAddress,
    vpcId: String(arrival.endpoint.properties.VpcId),
    vpcEndpointId: arrival.endpoint.physicalId,
  });
  const result = proxyResponse(await invoke(services, route, event));
  if (!result) throw internalError(502);
  if (response.destroyed) return;
  response.writeHead(result.status, {
    ...result.headers,
    ...ids,
    'content-length': String(result.body.length),
  });
  response.end(request.method === 'HEAD' ? undefined : result.body);
}

/** The API, the stage and the path that a request names. */
type Called = { api?: LiveResource; stageName: string; path: string };

/**
 * By the host of a custom domain, the base path selects API and stage. Otherwise, the first segment of the path is the stage.
 *
 * @throws GatewayError if the endpoint has no access association with the custom domain, or its policy denies the request
 */
function findCalled(
  account: Account,
  request: IncomingMessage,
  pathname: string,
  arrival: Arrival,
): Called | undefined {
  const [host] = (request.headers.host ?? '').toLowerCase().split(':');
  const domains = domainsOf(account, host);
  if (domains.length === 0) {
    const [, stageName = '', ...rest] = pathname.split('/');
    const api = findApi(account, request, arrival.endpoint);
    return { api, stageName, path: `/${rest.join('/')}` };
  }
  const domain = domains.find(one => hasAccess(account, one, arrival.endpoint));
  const mapped = domain && mappingOf(account, domain, pathname);
  if (!mapped) return undefined;
  checkPolicies(
    account,
    request,
    arrival,
    domainArn(account, domain),
    // API Gateway creates a domain with a policy that denies everything.
    parsePolicy(domain.properties.Policy) ?? { Statement: [] },
  );
  const { path, restApiId, stageName } = mapped;
  return { api: account.find(REST_API, restApiId), stageName, path };
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
  const [host] = (request.headers.host ?? '').toLowerCase().split(':');
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

/** Whether the API lists the endpoint in `VpcEndpointIds`. */
export function isAssociated(api: LiveResource, endpointId: string): boolean {
  const configuration = api.properties.EndpointConfiguration;
  return asTexts(
    (configuration as { VpcEndpointIds?: string[] } | undefined)
      ?.VpcEndpointIds,
  ).includes(endpointId);
}

function findDeployed(
  { account, deployments }: GatewayServices,
  api: LiveResource,
  stageName: string,
): DeployedApi | undefined {
  const stage = account
    .list(STAGE)
    .find(
      one =>
        one.physicalId === stageName &&
        one.properties.RestApiId === api.physicalId,
    );
  return deployments.get(String(stage?.properties.DeploymentId));
}

async function invoke(
  { account, functions }: GatewayServices,
  { method }: Route,
  event: unknown,
): Promise<unknown> {
  const name = findFunction(account, method.functionArn)!.physicalId;
  try {
    return await functions.invoke(name, event, method.timeoutMs);
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    if (error.code !== 'IntegrationTimeout') throw internalError(502);
    throw new GatewayError(504, 'InternalServerErrorException', {
      message: 'Endpoint request timed out',
    });
  }
}
