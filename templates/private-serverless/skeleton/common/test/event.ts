import type { APIGatewayProxyEvent } from 'aws-lambda';

/** Creates an event as API Gateway sends it to the function, for a route of the template. */
export function apiEvent(
  httpMethod: string,
  resource: string,
  request: {
    body?: unknown;
    rawBody?: string;
    isBase64Encoded?: boolean;
    path?: Record<string, string>;
    query?: Record<string, string>;
  } = {},
): APIGatewayProxyEvent {
  const path = resource.replace(/\{(\w+)\}/g, (_, name: string) => request.path?.[name] ?? '');
  return {
    resource,
    path,
    httpMethod,
    headers: { 'content-type': 'application/json' },
    multiValueHeaders: {},
    queryStringParameters: request.query ?? null,
    multiValueQueryStringParameters: null,
    pathParameters: request.path ?? null,
    stageVariables: null,
    requestContext: { requestId: 'test', stage: 'live' } as APIGatewayProxyEvent['requestContext'],
    body: request.rawBody ?? (request.body === undefined ? null : JSON.stringify(request.body)),
    isBase64Encoded: request.isBase64Encoded ?? false,
  };
}
