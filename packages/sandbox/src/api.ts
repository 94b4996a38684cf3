import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { Identity } from './account/Account';
import { ControlContext } from './control/calls';
import { handleControl } from './control/service';
import { ResponseUrls } from './customResources/ResponseUrls';
import { TableStore } from './dynamodb/TableStore';
import {
  callerOf,
  foreignCaller,
  hasSignature,
  isPresigned,
} from './protocol/caller';
import { AwsError, notSupported, toAwsError } from './protocol/errors';
import { Gate, passGate } from './control/gate';
import { readBody, sendJson } from './protocol/http';
import { JsonService, runJson, sendJsonError } from './protocol/json';
import {
  QueryParameters,
  QueryService,
  runQuery,
  sendEc2Error,
  sendQueryError,
} from './protocol/query';
import { RestService, runRest } from './protocol/rest';
import { ObjectStore } from './s3/ObjectStore';
import { routeS3 } from './s3/route';
import { runS3, sendS3Error } from './s3/service';
import { Uploads } from './s3/Uploads';

const maxQueryBytes = 4 * 1024 * 1024;

/** The services behind the HTTP endpoint. */
export type ApiServices = {
  identity: Identity;
  control: ControlContext;
  objects: ObjectStore;
  uploads: Uploads;
  tables: TableStore;
  responseUrls: ResponseUrls;
  /** Query services by their API version. */
  query: Record<string, QueryService>;
  /** JSON services except DynamoDB, which handles its own requests. */
  json: JsonService[];
  /** Services with a REST protocol, except S3. */
  rest: RestService[];
  gate: Gate;
  log: (line: string) => void;
};

/** The HTTP server for all AWS services and the control calls. */
export function createApiServer(services: ApiServices): Server {
  const server = createServer((request, response) => {
    handle(services, request, response).catch(error => {
      services.log(`internal error: ${error?.stack ?? error}`);
      response.destroy();
    });
  });
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  return server;
}

async function handle(
  services: ApiServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const rejection = foreignCaller(request);
  if (rejection) {
    reject(request, response, rejection);
    return;
  }
  if (isControl(request)) {
    await handleControl(services.control, request, response);
    return;
  }
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    await handleJson(services, target, request, response);
  } else if (isForm(request)) {
    await handleQuery(services, request, response);
  } else {
    await handleRest(services, request, response);
  }
}

/** Handles S3 and the services with a REST protocol of their own. Rejects all others. */
async function handleRest(
  services: ApiServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { responseUrls } = services;
  const service = callerOf(request)?.service;
  const rest = services.rest.find(({ signingName }) => signingName === service);
  if (rest) {
    try {
      await runRest(rest, services.gate, request, response);
    } catch (error) {
      request.resume();
      rest.sendError(response, report(services, error));
    }
    return;
  }
  if (service !== undefined && service !== 's3') {
    request.resume();
    sendJson(
      response,
      400,
      { message: `sandbox: service "${service}" is not supported` },
      { 'x-amzn-errortype': 'UnknownOperationException' },
    );
    return;
  }
  try {
    if (!hasSignature(request) && !isPresigned(request)) {
      throw new AwsError('AccessDenied', 'Access Denied', 403);
    }
    if (responseUrls.isFor(request)) {
      await responseUrls.receive(request, response);
      return;
    }
    const route = routeS3(request);
    const { gate, identity, objects, uploads } = services;
    if (!(await passGate(gate, 's3', route.operation, response))) return;
    await runS3({
      ...route,
      accountId: identity.accountId,
      region: identity.region,
      store: objects,
      uploads,
      request,
      response,
    });
  } catch (error) {
    request.resume();
    sendS3Error(request, response, report(services, error));
  }
}

/** Rejects a request in the protocol of the client. */
function reject(
  request: IncomingMessage,
  response: ServerResponse,
  reason: string,
): void {
  request.resume();
  const error = new AwsError('AccessDenied', reason, 403);
  if (isControl(request)) {
    sendJson(response, 403, { error: reason });
  } else if (request.headers['x-amz-target'] !== undefined) {
    sendJsonError(response, new AwsError('AccessDeniedException', reason, 403));
  } else if (isForm(request)) {
    sendQueryError(response, error);
  } else {
    sendS3Error(request, response, error);
  }
}

function isControl(request: IncomingMessage): boolean {
  return /^\/_sandbox(?:[/?]|$)/.test(request.url ?? '');
}

function isForm({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    String(headers['content-type'] ?? '').startsWith(
      'application/x-www-form-urlencoded',
    )
  );
}

async function handleQuery(
  services: ApiServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let sendError = sendQueryError;
  try {
    const body = await readBody(request, maxQueryBytes);
    if (!hasSignature(request)) {
      // Only a signature in the header counts: these requests are never
      // presigned, and a web page can submit a form to any URL.
      throw new AwsError(
        'MissingAuthenticationToken',
        'Request is missing Authentication Token',
        403,
      );
    }
    const parameters = QueryParameters.parse(body.toString('utf8'));
    const version = parameters.text('Version') ?? '';
    const service = Object.hasOwn(services.query, version)
      ? services.query[version]
      : undefined;
    const protocol = service?.protocol ?? 'query';
    if (protocol === 'ec2') sendError = sendEc2Error;
    const scope = callerOf(request);
    if (!service) {
      throw notSupported(
        `service "${scope?.service ?? 'unknown'}" with version "${version}"`,
        'InvalidAction',
      );
    }
    const { region } = services.identity;
    if (!service.isGlobal && scope && scope.region !== region) {
      throw new AwsError(
        'InvalidClientTokenId',
        `sandbox: the request is signed for region ${scope.region}. The sandbox runs in ${region}: use that region.`,
        403,
      );
    }
    const action = parameters.text('Action') ?? '';
    if (
      Object.hasOwn(service.operations, action) &&
      !(await passGate(services.gate, protocol, action, response))
    ) {
      return;
    }
    await runQuery(service, parameters, response);
  } catch (error) {
    sendError(response, report(services, error));
  }
}

async function handleJson(
  services: ApiServices,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [prefix, operation = ''] = target.split('.');
  try {
    if (prefix.startsWith('DynamoDB_')) {
      const passed =
        services.tables.isOwn(request) ||
        (await passGate(services.gate, 'json', operation, response));
      if (passed) services.tables.handle(request, response);
      return;
    }
    const service = services.json.find(one => one.target === prefix);
    if (!service) {
      throw notSupported(`operation "${target}"`, 'UnknownOperationException');
    }
    if (!hasSignature(request)) {
      throw new AwsError(
        'MissingAuthenticationTokenException',
        'Missing Authentication Token',
      );
    }
    if (
      Object.hasOwn(service.operations, operation) &&
      !(await passGate(services.gate, 'json', operation, response))
    ) {
      return;
    }
    await runJson(service, operation, request, response);
  } catch (error) {
    request.resume();
    sendJsonError(response, report(services, error));
  }
}

function report({ log }: ApiServices, error: unknown): AwsError {
  const known = toAwsError(error);
  if (known !== error) {
    log(`internal error: ${(error as Error)?.stack ?? error}`);
  }
  return known;
}
