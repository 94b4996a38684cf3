import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function pick(alphabet: string, length: number): string {
  return Array.from(
    { length },
    () => alphabet[randomInt(alphabet.length)],
  ).join('');
}

/** An EC2 style id: prefix and 17 hexadecimal digits (`vpc-0a1b…`). */
export function ec2Id(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}

/** An API Gateway style id: lower case letters and digits, a letter first. */
export function apiGatewayId(length: number): string {
  return pick(LOWER.slice(0, 26), 1) + pick(LOWER, length - 1);
}

/**
 * The physical name that CloudFormation gives a resource without a name:
 * `stack-logicalId-SUFFIX`, shortened to the service's limit.
 */
export function generatedName(
  stackName: string,
  logicalId: string,
  maximum = 64,
): string {
  const suffix = pick(UPPER, 12);
  const room = maximum - suffix.length - 2;
  const logical = logicalId.slice(0, Math.min(24, logicalId.length));
  const stack = stackName.slice(0, Math.max(1, room - logical.length));
  return `${stack}-${logical}-${suffix}`;
}

/** A request id, as in every AWS answer. */
export function requestId(): string {
  return randomUUID();
}
