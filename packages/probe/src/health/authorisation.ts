import { ProbeResult } from '../types';

/**
 * Whether an unsigned probe got what it should get where authorisation is on: 401, or a 403 by which API Gateway asks for credentials.
 * `ForbiddenException` is something else: the endpoint leads to no such API, or WAF refuses.
 */
export function isAuthorisationAnswer(
  result: ProbeResult,
  authorization: 'iam' | 'jwt' | 'none' = 'none',
): boolean {
  if (authorization === 'none' || result.failure?.code !== 'http.status') {
    return false;
  }
  const { status, errorType, server } = result.http ?? {};
  if (status === 401) return true;
  return (
    status === 403 &&
    errorType !== 'ForbiddenException' &&
    !server?.startsWith('awselb/')
  );
}
