import { IncomingMessage } from 'node:http';
import { Identity } from '../account/Account';
import { Route } from './routing';

/** A request with its route and its origin. */
export type ProxyRequest = {
  request: IncomingMessage;
  body: Buffer;
  route: Route;
  identity: Identity;
  restApiId: string;
  stage: string;
  /** Path without the stage or the base path. */
  path: string;
  /** Path as in the request. */
  pathname: string;
  query: URLSearchParams;
  requestId: string;
  extendedRequestId: string;
  callerAddress: string;
  vpcId: string;
  vpcEndpointId: string;
};

function multi(pairs: Iterable<[string, string]>): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [name, value] of pairs) (result[name] ??= []).push(value);
  return result;
}

/** API Gateway sends null for an empty map, and the last of several values. */
function single(many: Record<string, string[]>): Record<string, string> | null {
  const entries = Object.entries(many);
  return entries.length === 0
    ? null
    : Object.fromEntries(entries.map(([k, v]) => [k, v[v.length - 1]]));
}

function headerPairs(request: IncomingMessage): Array<[string, string]> {
  const raw = request.rawHeaders;
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[2 * index],
    raw[2 * index + 1],
  ]);
}

/**
 * The event of a Lambda proxy integration (payload format 1.0). The API Gateway
 * Developer Guide describes the format.
 */
export function proxyEvent(from: ProxyRequest): Record<string, unknown> {
  const { request, route, identity } = from;
  const headers = multi(headerPairs(request));
  const query = multi(from.query.entries());
  const now = new Date();
  const parameters = route.pathParameters;
  return {
    resource: route.method.path,
    path: from.path,
    httpMethod: request.method,
    headers: single(headers),
    multiValueHeaders: headers,
    queryStringParameters: single(query),
    multiValueQueryStringParameters:
      Object.keys(query).length === 0 ? null : query,
    pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
    stageVariables: null,
    requestContext: {
      accountId: identity.accountId,
      apiId: from.restApiId,
      domainName: request.headers.host,
      domainPrefix: request.headers.host?.split('.')[0],
      extendedRequestId: from.extendedRequestId,
      httpMethod: request.method,
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        sourceIp: from.callerAddress,
        user: null,
        userAgent: request.headers['user-agent'] ?? null,
        userArn: null,
        vpcId: from.vpcId,
        vpceId: from.vpcEndpointId,
      },
      path: from.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      requestId: from.requestId,
      requestTime: now.toUTCString(),
      requestTimeEpoch: now.getTime(),
      resourceId: route.method.resourceId,
      resourcePath: route.method.path,
      stage: from.stage,
    },
    body: from.body.length === 0 ? null : from.body.toString('utf8'),
    isBase64Encoded: false,
  };
}

/** The HTTP response for a function's result. */
export type ProxyResponse = {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
};

const hopByHop = [
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Converts a function's result to a response. Undefined if the result is
 * malformed: API Gateway then responds with 502.
 */
export function proxyResponse(value: unknown): ProxyResponse | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const result = value as Record<string, unknown>;
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    return undefined;
  }
  const body = result.body ?? '';
  if (typeof body !== 'string') return undefined;
  const headers: ProxyResponse['headers'] = {};
  for (const source of [result.headers, result.multiValueHeaders]) {
    if (source === undefined || source === null) continue;
    if (typeof source !== 'object') return undefined;
    for (const [name, item] of Object.entries(source)) {
      const key = name.toLowerCase();
      if (hopByHop.includes(key)) continue;
      if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(key)) return undefined;
      headers[key] = Array.isArray(item)
        ? item.map(one => clean(one))
        : clean(item);
    }
  }
  headers['content-type'] ??= 'application/json';
  return {
    status,
    headers,
    body: Buffer.from(
      body,
      result.isBase64Encoded === true ? 'base64' : 'utf8',
    ),
  };
}

function clean(value: unknown): string {
  return String(value).replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
}
