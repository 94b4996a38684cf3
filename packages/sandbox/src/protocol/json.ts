import { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, notSupported } from './errors';
import { readBody, sendJson } from './http';
import { requestId } from './ids';

const maxBytes = 1024 * 1024;
const contentType = 'application/x-amz-json-1.1';

/** The input of an operation: a JSON object. */
export type JsonInput = Record<string, unknown>;

/** A service with AWS's JSON protocol 1.1. */
export type JsonService = {
  name: string;
  /** Prefix of the `x-amz-target` header, e.g. `Logs_20140328`. */
  target: string;
  operations: Record<
    string,
    {
      /** Supported members. A request with any other member is rejected. */
      members: readonly string[];
      run(input: JsonInput): unknown;
    }
  >;
};

/**
 * Runs one request of a JSON service and sends the response.
 *
 * @throws AwsError if the operation fails
 */
export async function runJson(
  service: JsonService,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = Object.hasOwn(service.operations, name)
    ? service.operations[name]
    : undefined;
  const body = await readBody(request, maxBytes);
  if (!operation) {
    throw notSupported(
      `operation "${name}" of ${service.name}`,
      'UnknownOperationException',
    );
  }
  const input = parse(body.toString('utf8'));
  const unknown = Object.keys(input).filter(
    member => !operation.members.includes(member),
  );
  if (unknown.length > 0) {
    throw notSupported(
      `member ${unknown.join(', ')} of ${service.name} ${name}`,
      'InvalidParameterException',
    );
  }
  sendJson(response, 200, await operation.run(input), {
    'content-type': contentType,
    'x-amzn-requestid': requestId(),
  });
}

/** Sends an error in the format of the JSON protocol. */
export function sendJsonError(response: ServerResponse, error: AwsError): void {
  sendJson(
    response,
    error.status,
    { __type: error.code, message: error.message },
    { 'content-type': contentType, 'x-amzn-requestid': requestId() },
  );
}

function parse(text: string): JsonInput {
  let value: unknown;
  try {
    value = JSON.parse(text || '{}');
  } catch {
    throw new AwsError('SerializationException', 'The body is not valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AwsError(
      'SerializationException',
      'The body must be a JSON object',
    );
  }
  return value as JsonInput;
}
