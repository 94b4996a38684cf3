import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function pick(alphabet: string, length: number): string {
  return Array.from(
    { length },
    () => alphabet[randomInt(alphabet.length)],
  ).join('');
}

/** An ID in EC2's format: a prefix and 17 hexadecimal digits (`vpc-0a1b…`). */
export function ec2Id(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}

/**
 * An ID in API Gateway's format: lowercase letters and digits, starting with a
 * letter.
 */
export function apiGatewayId(length: number): string {
  return pick(lower.slice(0, 26), 1) + pick(lower, length - 1);
}

/**
 * The physical name that CloudFormation generates for a resource without a
 * name: `stack-logicalId-SUFFIX`, shortened to the limit of the service.
 */
export function generatedName(
  stackName: string,
  logicalId: string,
  maxLength = 64,
): string {
  const suffix = pick(upper, 12);
  const available = maxLength - suffix.length - 2;
  const logical = logicalId.slice(0, Math.min(24, logicalId.length));
  const stack = stackName.slice(0, Math.max(1, available - logical.length));
  return `${stack}-${logical}-${suffix}`;
}

/** A request ID, as in every AWS response. */
export function requestId(): string {
  return randomUUID();
}
