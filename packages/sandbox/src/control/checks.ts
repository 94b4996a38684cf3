import { Fault } from '../cloudformation/faults';
import { Properties } from '../account/account';
import { RequestFaultSettings } from './requestFaults';

/** A refused control call: HTTP status and the reason with the fix. */
export class ControlError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'ControlError';
  }
}

/** A resource of a stack that a control call is about. */
export type Place = { stackName: string; logicalId: string };

const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE'];
const SHARES = ['throttle', 'serverError', 'reset'] as const;
const MAX_DELAY_MS = 600_000;
const MAX_DURATION_MS = 24 * 3_600_000;

/** Checks a fault that a caller asks for. Throws {@link ControlError} with the field and the fix. */
export function checkFault(value: unknown): Fault {
  const input = members(value, [
    'stackName',
    'logicalId',
    'reason',
    'operation',
    'times',
  ]);
  const { operation = 'CREATE', times } = input;
  if (!OPERATIONS.includes(operation as string)) {
    throw bad('operation', operation, `one of ${OPERATIONS.join(', ')}`);
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

/** Checks the settings of faults of requests. Throws {@link ControlError}. */
export function checkRequestFaults(value: unknown): RequestFaultSettings {
  const input = members(value, [
    ...SHARES,
    'delayMs',
    'operations',
    'limit',
    'seed',
  ]);
  const { operations } = input;
  const total = SHARES.reduce((sum, name) => sum + number(input, name, 1), 0);
  if (total > 1) {
    throw new ControlError(
      400,
      `${SHARES.join(
        ' + ',
      )} is ${total}: together they must not be more than 1`,
    );
  }
  number(input, 'delayMs', MAX_DELAY_MS);
  number(input, 'limit', Number.MAX_SAFE_INTEGER, true);
  number(input, 'seed', Number.MAX_SAFE_INTEGER, true);
  if (
    operations !== undefined &&
    !(
      Array.isArray(operations) &&
      operations.length > 0 &&
      operations.every(name => typeof name === 'string' && name !== '')
    )
  ) {
    throw bad(
      'operations',
      operations,
      'a list of names of operations, or absent for all',
    );
  }
  return input as RequestFaultSettings;
}

/** Checks durations by logical id, type or `*`. Throws {@link ControlError}. */
export function checkDurations(value: unknown): Record<string, number> {
  const input = members(value);
  for (const name of Object.keys(input)) number(input, name, MAX_DURATION_MS);
  return input as Record<string, number>;
}

/** Checks which resource is meant. Throws {@link ControlError}. */
export function checkPlace(value: unknown): Place {
  const input = members(value, ['stackName', 'logicalId']);
  return {
    stackName: text(input, 'stackName'),
    logicalId: text(input, 'logicalId'),
  };
}

/** Checks a change behind a stack's back. Throws {@link ControlError}. */
export function checkChange(
  value: unknown,
): Place & { properties: Properties } {
  const input = members(value, ['stackName', 'logicalId', 'properties']);
  const properties = input.properties as Properties;
  if (!isMap(properties) || Object.keys(properties).length === 0) {
    throw bad(
      'properties',
      properties,
      'an object with at least one property; null removes a property',
    );
  }
  return {
    stackName: text(input, 'stackName'),
    logicalId: text(input, 'logicalId'),
    properties,
  };
}

function members(
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
      `There is no field ${unknown.join(', ')}; there are: ${known!.join(
        ', ',
      )}`,
    );
  }
  return value;
}

function text(input: Record<string, unknown>, field: string): string {
  const value = input[field];
  if (typeof value === 'string' && value !== '') return value;
  throw bad(field, value, 'a text that is not empty');
}

/** The number in a field; 0 where it is absent. */
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
  throw bad(
    field,
    value,
    `a ${whole ? 'whole ' : ''}number from 0 to ${maximum}`,
  );
}

function bad(field: string, value: unknown, expected: string): ControlError {
  return new ControlError(
    400,
    `${field} is ${JSON.stringify(value)}: it must be ${expected}`,
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
