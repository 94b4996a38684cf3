import { randomBytes } from 'node:crypto';
import { IncomingMessage } from 'node:http';

/** Headers by their name as sent. */
export type Headers = Record<string, string[]>;

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What AWS accepts with `routing.http.drop_invalid_header_fields.enabled`. */
const validName = /^[-A-Za-z0-9]+$/;

/**
 * The headers of a message without those that belong to its connection.
 *
 * @param isValid - whether to keep a name. @defaultValue keeps all
 */
export function passedHeaders(
  { rawHeaders }: IncomingMessage,
  isValid: (name: string) => boolean = () => true,
): Headers {
  const headers: Headers = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name, value] = [rawHeaders[index], rawHeaders[index + 1]];
    if (hopByHop.has(name.toLowerCase()) || !isValid(name)) continue;
    (headers[name] ??= []).push(value);
  }
  return headers;
}

/**
 * The headers that a target gets: those of the client, and those that the load balancer adds.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function targetHeaders(
  request: IncomingMessage,
  callerAddress: string,
  dropsInvalid: boolean,
): Headers {
  const headers = passedHeaders(
    request,
    name => !dropsInvalid || validName.test(name),
  );
  const taken = (wanted: string) => {
    const names = Object.keys(headers).filter(
      name => name.toLowerCase() === wanted,
    );
    return names.flatMap(name => {
      const values = headers[name];
      delete headers[name];
      return values;
    });
  };
  const forwardedFor = [...taken('x-forwarded-for'), callerAddress];
  taken('x-forwarded-proto');
  taken('x-forwarded-port');
  const [trace = newTrace()] = taken('x-amzn-trace-id');
  return {
    ...headers,
    'X-Forwarded-For': [forwardedFor.join(', ')],
    'X-Forwarded-Proto': ['https'],
    'X-Forwarded-Port': ['443'],
    'X-Amzn-Trace-Id': [trace],
  };
}

function newTrace(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}
