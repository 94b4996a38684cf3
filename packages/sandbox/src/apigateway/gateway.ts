import { IncomingMessage, ServerResponse } from 'node:http';
import { Account, LiveResource } from '../account/account';
import { asTexts } from '../account/values';
import { FunctionFailure } from '../functions/functionHost';
import { readBody, sendJson } from '../protocol/http';
import { apiGatewayId, requestId } from '../protocol/ids';
import { REST_API, STAGE } from '../resources/apigateway';
import { ResourceServices } from '../resources/handler';
import { findFunction, PERMISSION } from '../resources/lambda';
import { DeployedApi } from './deployedApi';
import { Decision, decide, parsePolicy } from './policy';
import { proxyAnswer, proxyEvent } from './proxyEvent';
import { findRoute, Route } from './routing';

/** The way that a request has come: through an interface endpoint. */
export type Arrival = {
  endpoint: LiveResource;
  callerAddress: string;
};

/** An answer that API Gateway itself gives. */
class GatewayError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly body: Record<string, string>,
  ) {
    super(type);
  }
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;

const forbidden = () =>
  new GatewayError(403, 'ForbiddenException', { message: 'Forbidden' });
const internalError = (status: number) =>
  new GatewayError(status, 'InternalServerErrorException', {
    message: 'Internal server error',
  });

/**
 * API Gateway's private side: what answers behind an execute-api endpoint.
 *
 * The words and the `x-amzn-errortype` of each refusal are those of AWS's
 * knowledge centre, "Troubleshoot HTTP 403 errors from API Gateway".
 */
export function createGateway(
  services: ResourceServices,
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
      await answer(services, request, response, arrival, ids);
    } catch (error) {
      const known = error instanceof GatewayError ? error : internalError(500);
      if (known !== error) log(`api gateway: ${(error as Error)?.stack}`);
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

async function answer(
  services: ResourceServices,
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
  const [, stageName = '', ...rest] = url.pathname.split('/');
  const path = `/${rest.join('/')}`;
  const api = findApi(account, request, arrival.endpoint);
  const deployed = api && findDeployed(services, api, stageName);
  if (!deployed) throw forbidden();
  const httpMethod = request.method ?? 'GET';
  const route = findRoute(deployed.methods, httpMethod, path);
  if (!route) {
    throw new GatewayError(403, 'MissingAuthenticationTokenException', {
      message: 'Missing Authentication Token',
    });
  }
  checkPolicies(account, request, arrival, deployed, stageName, path);
  checkPermission(account, deployed, stageName, httpMethod, route);
  const body = await readBody(request, MAX_BODY_BYTES).catch(() => {
    throw new GatewayError(413, 'RequestTooLargeException', {
      message: `HTTP content length exceeded ${MAX_BODY_BYTES} bytes.`,
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
    query: url.searchParams,
    requestId: ids['x-amzn-requestid'],
    extendedRequestId: ids['x-amz-apigw-id'],
    callerAddress: arrival.callerAddress,
    vpcId: String(arrival.endpoint.properties.VpcId),
    vpcEndpointId: arrival.endpoint.physicalId,
  });
  const result = proxyAnswer(await invoke(services, route, event));
  if (!result) throw internalError(502);
  if (response.destroyed) return;
  response.writeHead(result.status, {
    ...result.headers,
    ...ids,
    'content-length': String(result.body.length),
  });
  response.end(request.method === 'HEAD' ? undefined : result.body);
}

/**
 * The API that a request means: by `x-apigw-api-id`, or by Host
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

/** Whether the API names the endpoint in `VpcEndpointIds`. */
export function isAssociated(api: LiveResource, endpointId: string): boolean {
  const configuration = api.properties.EndpointConfiguration;
  return asTexts(
    (configuration as { VpcEndpointIds?: string[] } | undefined)
      ?.VpcEndpointIds,
  ).includes(endpointId);
}

function findDeployed(
  { account, deployments }: ResourceServices,
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

function checkPolicies(
  account: Account,
  request: IncomingMessage,
  { endpoint, callerAddress }: Arrival,
  deployed: DeployedApi,
  stage: string,
  path: string,
): void {
  const resource = account.arn(
    'execute-api',
    `${deployed.restApiId}/${stage}/${request.method}${path}`,
  );
  const asked = {
    action: 'execute-api:Invoke',
    resource,
    keys: {
      'aws:sourcevpce': endpoint.physicalId,
      'aws:sourcevpc': String(endpoint.properties.VpcId),
      'aws:vpcsourceip': callerAddress,
      'aws:resourceaccount': account.identity.accountId,
    },
  };
  const endpointPolicy = parsePolicy(endpoint.properties.PolicyDocument);
  if (endpointPolicy) {
    checkAuthorizationHeader(request);
    refuseUnless(decide(endpointPolicy, asked), account, resource);
  }
  if (deployed.policy) {
    refuseUnless(decide(deployed.policy, asked), account, resource);
  }
}

/** With an endpoint policy API Gateway reads the header as a signature. */
function checkAuthorizationHeader(request: IncomingMessage): void {
  const header = request.headers.authorization;
  if (header === undefined || header.startsWith('AWS4-HMAC-SHA256 ')) return;
  throw new GatewayError(403, 'IncompleteSignatureException', {
    message: `'${header.slice(
      0,
      40,
    )}' not a valid key=value pair (missing equal-sign) in Authorization header.`,
  });
}

function refuseUnless(
  decision: Decision,
  { identity }: Account,
  resource: string,
): void {
  if (decision === 'allow') return;
  const masked = resource.replace(
    identity.accountId,
    `********${identity.accountId.slice(-4)}`,
  );
  const suffix = decision === 'explicit-deny' ? ' with an explicit deny' : '';
  throw new GatewayError(403, 'AccessDeniedException', {
    Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${masked}${suffix}`,
  });
}

/** Without a matching Lambda permission API Gateway answers 500. */
function checkPermission(
  account: Account,
  deployed: DeployedApi,
  stage: string,
  httpMethod: string,
  { method }: Route,
): void {
  const source = account.arn(
    'execute-api',
    `${deployed.restApiId}/${stage}/${httpMethod}${method.path}`,
  );
  const target = findFunction(account, method.functionArn);
  const permitted = account.list(PERMISSION).some(({ properties }) => {
    const { FunctionName, Principal, SourceArn } = properties;
    return (
      target !== undefined &&
      Principal === 'apigateway.amazonaws.com' &&
      findFunction(account, FunctionName) === target &&
      (SourceArn === undefined || covers(String(SourceArn), source))
    );
  });
  if (!permitted) throw internalError(500);
}

function covers(pattern: string, arn: string): boolean {
  return (
    decide(
      {
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: '*', Resource: pattern },
        ],
      },
      { action: 'lambda:InvokeFunction', resource: arn, keys: {} },
    ) === 'allow'
  );
}

async function invoke(
  { account, functions }: ResourceServices,
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
