import { Fault } from '../cloudformation/Faults';
import { Properties } from '../account/Account';
import { parseCidr } from '../account/cidr';
import { DeniedOperations } from './Denials';
import { RequestFaultSettings } from './RequestFaults';

/** A rejected control call: HTTP status, and a message with the fix. */
export class ControlError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'ControlError';
  }
}

/**
 * A resource of a stack.
 * @public
 */
export type Place = { stackName: string; logicalId: string };

const faultOperations = ['CREATE', 'UPDATE', 'DELETE'];
const shareFields = ['throttle', 'serverError', 'reset'] as const;
const maxDelayMs = 600_000;
const maxDurationMs = 24 * 3_600_000;

/**
 * Validates a resource fault.
 *
 * @throws ControlError with the field and the fix
 */
export function checkFault(value: unknown): Fault {
  const input = members(value, [
    'stackName',
    'logicalId',
    'reason',
    'operation',
    'times',
  ]);
  const { operation = 'CREATE', times } = input;
  if (!faultOperations.includes(operation as string)) {
    throw invalid(
      'operation',
      operation,
      `Use one of ${faultOperations.join(', ')}.`,
    );
  }
  return {
    stackName: text(input, 'stackName'),
    logicalId: text(input, 'logicalId'),
    reason: text(input, 'reason'),
    operation,
    ...(times === undefined
      ? {}
      : { times: number(input, 'times', 1_000_000, true) }),
  } as Fault;
}

/**
 * Validates the settings of request faults.
 *
 * @throws ControlError
 */
export function checkRequestFaults(value: unknown): RequestFaultSettings {
  const input = members(value, [
    ...shareFields,
    'delayMs',
    'operations',
    'limit',
    'seed',
  ]);
  const { operations } = input;
  const total = shareFields.reduce(
    (sum, name) => sum + number(input, name, 1),
    0,
  );
  if (total > 1) {
    throw new ControlError(
      400,
      `${shareFields.join(
        ' + ',
      )}: the sum ${total} is not valid. Use shares with a sum of at most 1.`,
    );
  }
  number(input, 'delayMs', maxDelayMs);
  number(input, 'limit', Number.MAX_SAFE_INTEGER, true);
  number(input, 'seed', Number.MAX_SAFE_INTEGER, true);
  if (operations !== undefined && !isNames(operations)) {
    throw invalid(
      'operations',
      operations,
      'Use a list of operation names, or omit the field for all operations.',
    );
  }
  return input as RequestFaultSettings;
}

/**
 * Validates denied operations by access key ID or `*`.
 *
 * @throws ControlError
 */
export function checkDenials(value: unknown): DeniedOperations {
  const input = members(value);
  for (const [key, operations] of Object.entries(input)) {
    if (!isNames(operations)) {
      throw invalid(key, operations, 'Use a list of operation names.');
    }
  }
  return input as DeniedOperations;
}

function isNames(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(name => typeof name === 'string' && name !== '')
  );
}

/**
 * Validates durations by logical ID, type or `*`.
 *
 * @throws ControlError
 */
export function checkDurations(value: unknown): Record<string, number> {
  const input = members(value);
  for (const name of Object.keys(input)) number(input, name, maxDurationMs);
  return input as Record<string, number>;
}

/**
 * Validates a reference to a resource.
 *
 * @throws ControlError
 */
export function checkPlace(value: unknown): Place {
  const input = members(value, ['stackName', 'logicalId']);
  return {
    stackName: text(input, 'stackName'),
    logicalId: text(input, 'logicalId'),
  };
}

/**
 * Validates a change outside of CloudFormation.
 *
 * @throws ControlError
 */
export function checkChange(
  value: unknown,
): Place & { properties: Properties } {
  const input = members(value, ['stackName', 'logicalId', 'properties']);
  const properties = input.properties as Properties;
  if (!isMap(properties) || Object.keys(properties).length === 0) {
    throw invalid(
      'properties',
      properties,
      'Use an object with at least one property. null removes a property.',
    );
  }
  return {
    stackName: text(input, 'stackName'),
    logicalId: text(input, 'logicalId'),
    properties,
  };
}

/**
 * Validates the ID of a resource that another account shares.
 *
 * @throws ControlError
 */
export function checkShared(value: unknown): string {
  const input = members(value, ['id']);
  const id = text(input, 'id');
  if (/^(tgw|rslvr-rr)-[0-9a-f]+$/.test(id)) return id;
  throw invalid('id', id, 'Use tgw-… or rslvr-rr-… with hexadecimal digits.');
}

/**
 * An IPAM pool to add.
 * @public
 */
export type IpamPoolInput = {
  /** The IPv4 ranges that it allocates from. */
  cidrs: string[];
};

/**
 * Validates an IPAM pool.
 *
 * @throws ControlError
 */
export function checkIpamPool(value: unknown): IpamPoolInput {
  const { cidrs } = members(value, ['cidrs']);
  if (!isNames(cidrs)) {
    throw invalid('cidrs', cidrs, 'Use a list of IPv4 ranges.');
  }
  const wrong = cidrs.find(cidr => !isIpv4Range(cidr));
  if (wrong !== undefined) {
    throw invalid('cidrs', wrong, 'Use IPv4 ranges such as 10.96.0.0/16.');
  }
  return { cidrs };
}

function isIpv4Range(cidr: string): boolean {
  try {
    parseCidr(cidr);
    return true;
  } catch {
    return false;
  }
}

/**
 * A certificate to add.
 * @public
 */
export type CertificateInput = {
  /** Its domain names. The first one is the domain name of the certificate. */
  names: string[];
  /** End of its validity, ISO 8601. */
  notAfter: string;
  /** A status of ACM, such as `PENDING_VALIDATION`. @defaultValue 'ISSUED' */
  status?: string;
};

/**
 * Validates a certificate.
 *
 * @throws ControlError
 */
export function checkCertificate(value: unknown): CertificateInput {
  const input = members(value, ['names', 'notAfter', 'status']);
  const { names } = input;
  if (!isNames(names)) {
    throw invalid('names', names, 'Use a list of domain names.');
  }
  const notAfter = text(input, 'notAfter');
  if (Number.isNaN(Date.parse(notAfter))) {
    throw invalid('notAfter', notAfter, 'Use a time in ISO 8601.');
  }
  return {
    names,
    notAfter,
    ...(input.status === undefined ? {} : { status: text(input, 'status') }),
  };
}

/**
 * The fields of a body.
 *
 * @param known - the supported fields. @defaultValue any
 * @throws ControlError 400 if it is not an object or has other fields
 */
export function members(
  value: unknown,
  known?: readonly string[],
): Record<string, unknown> {
  if (!isMap(value)) {
    throw new ControlError(400, 'The body must be a JSON object');
  }
  const unknown = Object.keys(value).filter(
    name => known?.includes(name) === false,
  );
  if (unknown.length > 0) {
    throw new ControlError(
      400,
      `${unknown.join(', ')}: unknown field. Use these fields: ${known!.join(
        ', ',
      )}.`,
    );
  }
  return value;
}

/**
 * The string in a field.
 *
 * @throws ControlError 400 if it is empty or not a string
 */
export function text(input: Record<string, unknown>, field: string): string {
  const value = input[field];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(field, value, 'Use a string that is not empty.');
}

/** The number in a field. 0 if absent. */
function number(
  input: Record<string, unknown>,
  field: string,
  maximum: number,
  whole = false,
): number {
  const value = input[field];
  if (value === undefined) return 0;
  if (
    typeof value === 'number' &&
    value >= 0 &&
    value <= maximum &&
    (!whole || Number.isInteger(value))
  ) {
    return value;
  }
  throw invalid(
    field,
    value,
    `Use a ${whole ? 'whole ' : ''}number from 0 to ${maximum}.`,
  );
}

function invalid(field: string, value: unknown, fix: string): ControlError {
  return new ControlError(
    400,
    `${field}: ${JSON.stringify(value)} is not valid. ${fix}`,
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
