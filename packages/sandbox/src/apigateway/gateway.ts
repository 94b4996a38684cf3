import { IncomingMessage, ServerResponse } from 'node:http';
import { LiveResource } from '../account/Account';
import { FunctionFailure } from '../functions/FunctionHost';
import { readBody, sendJson } from '../protocol/http';
import { apiGatewayId, requestId } from '../protocol/ids';
import { STAGE } from '../resources/apigateway';
import { AccountServices } from '../resources/contract';
import { findFunction } from '../resources/lambda';
import {
  Arrival,
  checkPermission,
  checkPolicies,
  executeApiArn,
} from './authorization';
import { findCalled } from './called';
import { DeployedApi } from './deployedApi';
import { forbidden, GatewayError, internalError } from './errors';
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
    // API Gateway does not pass on Lambda's 429.
    if (error.code === 'TooManyRequestsException') throw internalError(500);
    if (error.code !== 'IntegrationTimeout') throw internalError(502);
    throw new GatewayError(504, 'InternalServerErrorException', {
      message: 'Endpoint request timed out',
    });
  }
}
