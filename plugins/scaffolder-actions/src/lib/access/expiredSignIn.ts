import { AuthenticationError, isError } from '@backstage/errors';

/**
 * Explains why a recovered task can no longer act for the user who started it.
 *
 * The scaffolder stores the token of the user who started the task. It is valid for about an hour, while the stack
 * operation continues in AWS without it. A retry provides a new token, and the task then resumes the attempt.
 *
 * @param error - the error of a Backstage service
 * @param stackName - the stack that an earlier run of this task was deploying
 * @returns the explanation for an expired sign-in, or the error itself for any other error
 */
export function expiredSignIn(error: unknown, stackName: string): unknown {
  if (!isUnauthenticated(error)) return error;
  return new AuthenticationError(
    `Your sign-in has expired, so this task cannot continue for you. The deploy of stack ${stackName} that it started continues in AWS. Sign in and click Retry: the task then resumes the deploy and follows it until it ends.`,
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
