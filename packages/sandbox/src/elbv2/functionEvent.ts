import { IncomingMessage } from 'node:http';
import { Headers } from './headers';

/*
 * The event that a load balancer sends to a function, and the result that it expects.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */

/** The types of content that are sent as text. All others are sent in Base64, as is everything with an encoding. */
const textTypes = /^(text\/.*|application\/(json|javascript|xml))\s*(;|$)/i;

/** The last of several values, as AWS sends it. */
function last(many: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(many).map(([name, values]) => [name, values.at(-1)!]),
  );
}

/** The query parameters, still percent-encoded: AWS does not decode them. */
function queryOf(url: string): Record<string, string[]> {
  const many: Record<string, string[]> = {};
  const [, query = ''] = /\?(.*)$/s.exec(url) ?? [];
  for (const pair of query.split('&').filter(Boolean)) {
    const [name, ...value] = pair.split('=');
    (many[name] ??= []).push(value.join('='));
  }
  return many;
}

/**
 * The event for a request.
 *
 * @param headers - those of the client and those that the load balancer adds
 * @param isMultiValue - `lambda.multi_value_headers.enabled`
 */
export function functionEvent(
  request: IncomingMessage,
  body: Buffer,
  o: { headers: Headers; targetGroupArn: string; isMultiValue: boolean },
): Record<string, unknown> {
  const headers: Headers = {};
  for (const [name, values] of Object.entries(o.headers)) {
    (headers[name.toLowerCase()] ??= []).push(...values);
  }
  const query = queryOf(request.url ?? '');
  const [encoding] = headers['content-encoding'] ?? [];
  const [type = ''] = headers['content-type'] ?? [];
  const isText =
    body.length === 0 || (encoding === undefined && textTypes.test(type));
  return {
    requestContext: { elb: { targetGroupArn: o.targetGroupArn } },
    httpMethod: request.method,
    path: (request.url ?? '').split('?')[0],
    ...(o.isMultiValue
      ? { multiValueQueryStringParameters: query, multiValueHeaders: headers }
      : { queryStringParameters: last(query), headers: last(headers) }),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

/** The HTTP response for a function's result. */
export type FunctionResponse = {
  status: number;
  phrase?: string;
  headers: Record<string, string | string[]>;
  body: Buffer;
};

/**
 * Converts a function's result to a response. Undefined if the result is malformed: the load balancer then responds
 * with 502.
 */
export function functionResponse(
  value: unknown,
  isMultiValue: boolean,
): FunctionResponse | undefined {
  if (!isMap(value)) return undefined;
  const { statusCode, statusDescription, body = '', isBase64Encoded } = value;
  const source = (isMultiValue ? value.multiValueHeaders : value.headers) ?? {};
  if (
    !Number.isInteger(statusCode) ||
    Number(statusCode) < 200 ||
    Number(statusCode) > 599 ||
    typeof body !== 'string' ||
    !isMap(source)
  ) {
    return undefined;
  }
  const headers: FunctionResponse['headers'] = {};
  for (const [name, item] of Object.entries(source)) {
    const values = isMultiValue ? item : [item];
    if (!Array.isArray(values) || !isHeader(name, values)) return undefined;
    headers[name.toLowerCase()] = isMultiValue ? values : values[0];
  }
  const phrase =
    typeof statusDescription === 'string'
      ? statusDescription.replace(/^\d{3}\s*/, '')
      : undefined;
  return {
    status: Number(statusCode),
    phrase,
    headers,
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function isHeader(name: string, values: unknown[]): values is string[] {
  return (
    /^[!#$%&'*+.^_`|~\w-]+$/.test(name) &&
    values.every(
      one => typeof one === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(one),
    )
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
