import { IncomingMessage, ServerResponse } from 'node:http';
import { Gate, passGate } from '../control/gate';
import { AwsError, notSupported } from './errors';
import { readBody } from './http';

const maxBodyBytes = 64 * 1024;

/** One operation of a service with a REST protocol. */
export type RestOperation = {
  method: string;
  /** Path of the request. Its groups become arguments of `run`. */
  path: RegExp;
  /** Supported query parameters. A request with any other parameter is rejected. */
  query: string[];
  run(groups: string[], query: URLSearchParams, body: string): unknown;
};

/** A service with a REST protocol: the operation is in the method and the path. */
export type RestService = {
  name: string;
  /** Name of the service in the signature. */
  signingName: string;
  /** Whose errors it has for throttled and denied requests. */
  protocol: 'json' | 'query';
  operations: Record<string, RestOperation>;
  send(response: ServerResponse, operation: string, result: unknown): void;
  sendError(response: ServerResponse, error: AwsError): void;
};

/**
 * Runs one REST request and sends the response.
 *
 * @throws AwsError if the operation fails
 */
export async function runRest(
  service: RestService,
  gate: Gate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(
    request.url ?? '/',
    'http://rest.invalid',
  );
  const found = Object.entries(service.operations).find(
    ([, { method, path }]) => method === request.method && path.test(pathname),
  );
  if (!found) {
    throw notSupported(
      `${request.method} ${pathname} of ${service.name}`,
      'UnknownOperationException',
    );
  }
  const [name, { path, query, run }] = found;
  const unknown = [...searchParams.keys()].filter(key => !query.includes(key));
  if (unknown.length > 0) {
    throw notSupported(
      `parameter ${unknown.join(', ')} of ${service.name} ${name}`,
    );
  }
  if (!(await passGate(gate, service.protocol, name, response))) return;
  const [, ...groups] = path.exec(pathname)!;
  const body = await readBody(request, maxBodyBytes);
  service.send(
    response,
    name,
    run(groups.map(decodeURIComponent), searchParams, body.toString('utf8')),
  );
}
