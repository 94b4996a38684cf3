import { ServerResponse } from 'node:http';
import { callerOf } from './caller';
import { AwsError, notSupported } from './errors';
import { send } from './http';
import { requestId } from './ids';
import { element, XmlValue } from './xml';

/**
 * The parameters of a request in AWS's Query protocol: flat names such as
 * `Parameters.member.1.ParameterKey`.
 */
export class QueryParameters {
  constructor(private readonly values: Map<string, string>) {}

  /** Parses a form body. */
  static parse(body: string): QueryParameters {
    return new QueryParameters(new Map(new URLSearchParams(body).entries()));
  }

  /** The value of a parameter. Undefined if absent. */
  text(name: string): string | undefined {
    return this.values.get(name);
  }

  /**
   * The value of a required parameter.
   *
   * @throws AwsError `ValidationError` if absent or empty
   */
  required(name: string): string {
    const value = this.values.get(name);
    if (value === undefined || value === '') {
      throw constraint(name, undefined, 'Member must not be null');
    }
    return value;
  }

  /**
   * A value of 1 to 128 characters that matches a pattern.
   *
   * @throws AwsError `ValidationError`
   */
  matching(name: string, pattern: RegExp): string | undefined {
    const value = this.values.get(name);
    if (value === undefined) return undefined;
    if (!pattern.test(value)) {
      throw constraint(
        name,
        value,
        `Member must satisfy regular expression pattern: ${pattern.source.slice(
          1,
          -1,
        )}`,
      );
    }
    if (value.length > 128) {
      throw constraint(
        name,
        value,
        'Member must have length less than or equal to 128',
      );
    }
    return value;
  }

  /** A boolean parameter. Undefined if absent. */
  flag(name: string): boolean | undefined {
    const value = this.values.get(name);
    return value === undefined ? undefined : value === 'true';
  }

  /** A list of strings: `name.member.N`. */
  list(name: string): string[] {
    return this.indexes(name).map(
      index => this.values.get(`${name}.member.${index}`) ?? '',
    );
  }

  /** A list of structures: `name.member.N.field`. */
  structures(name: string): Array<Record<string, string>> {
    return this.indexes(name).map(index => {
      const prefix = `${name}.member.${index}.`;
      const fields: Record<string, string> = {};
      for (const [key, value] of this.values) {
        if (key.startsWith(prefix)) fields[key.slice(prefix.length)] = value;
      }
      return fields;
    });
  }

  /** The top-level parameter names of the request. */
  names(): string[] {
    return [
      ...new Set([...this.values.keys()].map(key => key.split('.')[0])),
    ].filter(name => name !== 'Action' && name !== 'Version');
  }

  private indexes(name: string): number[] {
    const prefix = `${name}.member.`;
    const found = new Set<number>();
    for (const key of this.values.keys()) {
      if (!key.startsWith(prefix)) continue;
      const index = Number.parseInt(key.slice(prefix.length), 10);
      if (Number.isInteger(index)) found.add(index);
    }
    return [...found].sort((a, b) => a - b);
  }
}

function constraint(name: string, value: string | undefined, message: string) {
  const member = name[0].toLowerCase() + name.slice(1);
  const shown = value === undefined ? 'null' : `'${value}'`;
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${message}`,
  );
}

/** One operation of a Query service. */
export type QueryOperation = {
  /** Supported parameters. A request with any other parameter is rejected. */
  parameters: string[];
  /** @param accessKeyId - who signed the request. Empty if unknown. */
  run(
    parameters: QueryParameters,
    accessKeyId: string,
  ): Promise<XmlValue | void> | XmlValue | void;
};

/** A service with the Query protocol. */
export type QueryService = {
  name: string;
  namespace: string;
  /** EC2's variant: no result element, lists of `item`, other errors. @defaultValue 'query' */
  protocol?: 'query' | 'ec2';
  /** Whether it has one endpoint for all regions, so that the region of the signature does not matter. */
  isGlobal?: boolean;
  operations: Record<string, QueryOperation>;
  /** Writes the changes of an operation to disk. Called before the response is sent. */
  persist?(): void;
};

/**
 * Runs one Query request and sends the XML response.
 *
 * @throws AwsError if the operation fails
 */
export async function runQuery(
  service: QueryService,
  parameters: QueryParameters,
  response: ServerResponse,
): Promise<void> {
  const action = parameters.text('Action') ?? '';
  const operation = Object.hasOwn(service.operations, action)
    ? service.operations[action]
    : undefined;
  if (!operation) {
    throw notSupported(
      `operation "${action}" of ${service.name}`,
      'InvalidAction',
    );
  }
  const unknown = parameters
    .names()
    .filter(name => !operation.parameters.includes(name));
  if (unknown.length > 0) {
    throw notSupported(
      `parameter ${unknown.join(', ')} of ${service.name} ${action}`,
    );
  }
  const { accessKeyId = '' } = callerOf(response.req) ?? {};
  const result = await operation.run(parameters, accessKeyId);
  service.persist?.();
  const id = requestId();
  const body =
    service.protocol === 'ec2'
      ? element('requestId', id) + membersOf(result ?? {})
      : element(`${action}Result`, result ?? {}) +
        element('ResponseMetadata', { RequestId: id });
  send(
    response,
    200,
    { 'content-type': 'text/xml', 'x-amzn-requestid': id },
    `<${action}Response xmlns="${service.namespace}">${body}</${action}Response>`,
  );
}

/** The members of an EC2 response, without an element around them. */
function membersOf(result: XmlValue): string {
  return Object.entries(result as Record<string, XmlValue>)
    .map(([name, value]) => element(name, value, 'item'))
    .join('');
}

/** Sends an error in the format of EC2. */
export function sendEc2Error(response: ServerResponse, error: AwsError) {
  const id = requestId();
  const { code: Code, message: Message } = error;
  const body = element('Errors', { Error: { Code, Message } });
  send(
    response,
    error.status,
    { 'content-type': 'text/xml', 'x-amzn-requestid': id },
    `<Response>${body}${element('RequestID', id)}</Response>`,
  );
}

/** Sends an error in the format of the Query protocol. */
export function sendQueryError(response: ServerResponse, error: AwsError) {
  const id = requestId();
  const body = element('Error', {
    Type: error.status < 500 ? 'Sender' : 'Receiver',
    Code: error.code,
    Message: error.message,
  });
  send(
    response,
    error.status,
    { 'content-type': 'text/xml', 'x-amzn-requestid': id },
    `<ErrorResponse>${body}${element('RequestId', id)}</ErrorResponse>`,
  );
}
