import { AwsError } from '../protocol/errors';
import { requestId } from '../protocol/ids';
import { HandlerError, HandlerErrorCode } from './contract';

/** A failure of a handler with the message of Elastic Load Balancing. */
export function elbError(
  message: string,
  code: HandlerErrorCode = 'InvalidRequest',
): HandlerError {
  return new HandlerError(
    `${message} (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: ${requestId()})`,
    code,
  );
}

/**
 * Runs a check that throws the errors of the API.
 *
 * @throws HandlerError
 */
export function asHandler(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message } = error;
    if (message.startsWith('sandbox: ')) throw new HandlerError(message);
    throw elbError(message, code.endsWith('NotFound') ? 'NotFound' : undefined);
  }
}

/**
 * Checks the name of a load balancer or a target group.
 *
 * @param kind - as in AWS's messages
 * @throws HandlerError with AWS's message
 */
export function checkName(kind: string, name: string): void {
  if (name.length > 32) {
    throw elbError(
      `${kind} name '${name}' cannot be longer than '32' characters`,
    );
  }
  if (!/^[a-zA-Z0-9-]+$/.test(name)) {
    throw elbError(
      `${kind} name '${name}' can only contain characters that are alphanumeric characters or hyphens(-)`,
    );
  }
  if (/^-|-$/.test(name)) {
    throw elbError(
      `${kind} name '${name}' cannot begin or end with a hyphen(-)`,
    );
  }
}

/** A generated name of at most 32 characters: parts of stack and logical ID, and a random suffix. */
export function shortName(
  stackName: string,
  logicalId: string,
  suffix: string,
): string {
  const [stack, logical] = [stackName, logicalId].map(text =>
    text.replace(/[^a-zA-Z0-9-]/g, '').slice(0, 6),
  );
  return `${stack}-${logical}-${suffix}`.replace(/^-+/, '');
}
