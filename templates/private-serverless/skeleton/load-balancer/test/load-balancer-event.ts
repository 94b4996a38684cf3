import type { ALBEvent } from 'aws-lambda';

/** Creates an event as a load balancer sends it to the function, for a route of `src/api.ts`. */
export function apiEvent(
  httpMethod: string,
  resource: string,
  request: { body?: unknown; path?: Record<string, string>; query?: Record<string, string> } = {},
): ALBEvent {
  const { body, path = {}, query = {} } = request;
  return {
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:111111111111:targetgroup/test/1' },
    },
    httpMethod,
    path: resource.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? '')),
    queryStringParameters: Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]),
    ),
    headers: { 'content-type': 'application/json', 'x-amzn-trace-id': 'Root=1-test' },
    body: body === undefined ? '' : JSON.stringify(body),
    isBase64Encoded: false,
  };
}
