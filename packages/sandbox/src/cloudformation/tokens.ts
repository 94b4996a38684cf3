import { AwsError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';
import { Stack } from './Stack';

/**
 * Whether a request repeats an accepted one, by its ClientRequestToken. A
 * repeated request has no effect.
 *
 * @param operation - the requested API operation
 * @throws AwsError `TokenAlreadyExistsException` if the token belongs to
 *   another operation
 */
export function isRepeated(
  stack: Stack,
  request: QueryParameters,
  operation: string,
): boolean {
  const token = tokenOf(request);
  const former = token && stack.tokens.get(token);
  if (!former) return false;
  if (former === operation) return true;
  throw new AwsError(
    'TokenAlreadyExistsException',
    `A client request token already exists: ${token}`,
  );
}

/** Stores the token of an accepted request. The following events carry it. */
export function acceptToken(
  stack: Stack,
  request: QueryParameters,
  operation: string,
): void {
  const token = tokenOf(request);
  stack.token = token;
  if (token) stack.tokens.set(token, operation);
}

/** The response to a request that started a stack operation, or that repeats such a request. */
export function started(
  stack: Stack,
  request: QueryParameters,
): { StackId: string; OperationId?: string } {
  const token = tokenOf(request);
  const repeated =
    token && stack.operations.find(operation => operation.token === token);
  return {
    StackId: stack.id,
    OperationId: repeated ? repeated.id : stack.operationId,
  };
}

function tokenOf(request: QueryParameters): string | undefined {
  return request.matching('ClientRequestToken', /^[a-zA-Z0-9][-a-zA-Z0-9]*$/);
}
