import { AuthenticationError, isError } from '@backstage/errors';

/**
 * Explains why a recovered task can no longer act for the person who started it.
 *
 * The scaffolder keeps the token that the task was started with. It lives about an hour, while a deploy in AWS goes
 * on by itself. A person's Retry brings a new token, and the task then takes up the operation that is under way.
 *
 * @param error - what a Backstage service answered
 * @param stackName - the stack that an earlier run of this task was deploying
 * @returns the explanation for an expired sign-in, any other error as it is
 */
export function expiredSignIn(error: unknown, stackName: string): unknown {
  if (!isUnauthenticated(error)) return error;
  return new AuthenticationError(
    `Your sign-in has expired, so this task cannot go on for you; the deploy of stack ${stackName} that it began goes on in AWS. Sign in and press Retry: the task then adopts the running operation and follows it to its end.`,
    error,
  );
}

function isUnauthenticated(error: unknown): boolean {
  if (!isError(error)) return false;
  const { name, statusCode, response, cause } = error as Error & {
    statusCode?: number;
    response?: { status?: number };
    cause?: unknown;
  };
  return (
    name === 'AuthenticationError' ||
    statusCode === 401 ||
    response?.status === 401 ||
    isUnauthenticated(cause)
  );
}
