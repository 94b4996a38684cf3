import { AwsError } from '../protocol/errors';
import { JsonInput } from '../protocol/json';

/** A validation error with CloudWatch Logs' message. */
export function invalid(member: string, constraint: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/**
 * A string member, if present.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function text(input: JsonInput, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(member, 'Member must be a string');
}

/**
 * A whole number of at least `minimum`, if present.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function whole(
  input: JsonInput,
  member: string,
  minimum = 0,
): number | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && (value as number) >= minimum) {
    return value as number;
  }
  throw invalid(
    member,
    `Member must be an integer greater than or equal to ${minimum}`,
  );
}

/**
 * A list of strings, if present.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function texts(input: JsonInput, member: string): string[] | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every(one => typeof one === 'string')) {
    return value;
  }
  throw invalid(member, 'Member must be a list of strings');
}

/**
 * The direction and position in a `nextToken`, if present.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function position(
  input: JsonInput,
  pattern = /^([fb]?)\/?(\d{1,15})$/,
): { direction: string; sequence: number } | undefined {
  const token = text(input, 'nextToken');
  if (token === undefined) return undefined;
  const [, direction, digits] = pattern.exec(token) ?? [];
  if (digits === undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'The specified nextToken is invalid.',
    );
  }
  return { direction, sequence: Number(digits) };
}
