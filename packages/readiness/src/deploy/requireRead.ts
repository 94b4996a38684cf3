import type { Read } from '../session/Reader';

/**
 * The result of a call.
 *
 * @throws Error that names the IAM action and AWS's message, and what to do
 */
export function requireRead<T>({ value, problem }: Read<T>): T {
  if (!problem) return value!;
  const { action, kind, message, error } = problem;
  throw new Error(
    kind === 'denied'
      ? `${action} is denied. Allow it for the role that deploys (docs/iam/deploy.json).`
      : `${action}: ${message}`,
    { cause: error },
  );
}
