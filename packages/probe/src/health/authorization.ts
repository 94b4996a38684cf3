import { ProbeResult } from '@private-serverless/wire';

/**
 * Whether the response to an unsigned probe shows that authorization is enforced: with `iam`, the 403 with which API
 * Gateway requires a signature, and with `jwt`, 401. `AccessDeniedException` is a policy's denial, and
 * `ForbiddenException` has other causes: neither shows that a signed request would succeed.
 */
export function isAuthorizationResponse(
  result: ProbeResult,
  authorization: 'iam' | 'jwt' | 'none' = 'none',
): boolean {
  if (result.failure?.code !== 'http.status') return false;
  const { status, errorType } = result.http ?? {};
  if (authorization === 'jwt') return status === 401;
  return (
    authorization === 'iam' &&
    status === 403 &&
    errorType === 'MissingAuthenticationTokenException'
  );
}
