import type { ALBEvent } from 'aws-lambda';
import { type ApiRequest, type ApiResponse, type Handler, HttpError, json } from './http.ts';
import { createMatcher, type Matcher } from './match.ts';
import { createRouter } from './router.ts';

/**
 * Maximum size of a response in bytes, as JSON with its headers. A load balancer answers a larger one with 502. It answers requests
 * with a body of more than 1 MB with 413 and does not invoke the function.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
const maxResponseBytes = 1_000_000;

/** Creates one handler for all routes, as `createRouter` does, for the events of a load balancer. */
export function createLoadBalancerHandler(routes: Record<string, Handler>): (event: ALBEvent) => Promise<ApiResponse> {
  const route = createRouter(routes);
  const match = createMatcher(Object.keys(routes));
  return async event => {
    let request: ApiRequest;
    try {
      request = toRequest(event, match);
    } catch (error) {
      if (error instanceof HttpError) return toResult(json(error.status, { error: error.message }));
      throw error;
    }
    return limited(toResult(await route(request)), request);
  };
}

/** A load balancer, unlike API Gateway, passes the path and the query as the caller encoded them. */
function toRequest(event: ALBEvent, match: Matcher): ApiRequest {
  const { body, headers, httpMethod, isBase64Encoded, path, queryStringParameters: query } = event;
  return {
    ...match(httpMethod, path),
    httpMethod,
    path,
    queryStringParameters: query
      ? Object.fromEntries(
          Object.entries(query).map(([name, value]) => [decode(name), value && decode(value)]),
        )
      : null,
    headers: headers ?? null,
    body,
    isBase64Encoded,
    requestContext: { requestId: headers?.['x-amzn-trace-id'] },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new HttpError(400, 'The query is not encoded correctly.');
  }
}

/** With the properties that a load balancer requires. */
function toResult({ body, headers = {}, isBase64Encoded = false, statusCode }: ApiResponse): ApiResponse {
  return { statusCode, headers, body, isBase64Encoded };
}

/** Answers with a reason instead of the load balancer's 502. */
function limited(result: ApiResponse, { httpMethod, resource }: ApiRequest): ApiResponse {
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes <= maxResponseBytes) return result;
  const message = 'response too large for the load balancer';
  console.error(JSON.stringify({ message, route: `${httpMethod} ${resource}`, bytes, maxResponseBytes }));
  return toResult(json(500, { error: 'The response is larger than 1 MB. Request less at once.' }));
}
