import { ProbeResult } from '@private-serverless/wire';

/**
 * Whether the response to an unsigned probe shows that authorization is enforced: 401, or the 403 with which API
 * Gateway requires credentials. `ForbiddenException` has other causes: the VPC endpoint cannot reach the API, or WAF
 * rejected the request.
 */
export function isAuthorizationResponse(
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
