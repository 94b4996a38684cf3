import { AwsError } from '../protocol/errors';
import { QueryParameters } from '../protocol/query';
import { Stack } from './stack';

/**
 * Whether a request repeats one that was accepted, by its ClientRequestToken:
 * then it has no effect.
 *
 * Throws `TokenAlreadyExistsException` where the token was another operation's.
 *
 * @param operation - what is asked for
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

/** Makes the token of an accepted request that of the events to come. */
export function acceptToken(
  stack: Stack,
  request: QueryParameters,
  operation: string,
): void {
  const token = tokenOf(request);
  stack.token = token;
  if (token) stack.tokens.set(token, operation);
}

function tokenOf(request: QueryParameters): string | undefined {
  return request.matching('ClientRequestToken', /^[a-zA-Z0-9][-a-zA-Z0-9]*$/);
}
