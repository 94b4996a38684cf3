import { Entry, frontOf, Hop, ProbeResult } from '@private-serverless/wire';

/**
 * Server header of responses that the load balancer itself generates. Forwarded responses have the header of the ALB
 * target.
 */
const balancerServer = /^awselb\//;

/**
 * Errors with which API Gateway itself rejects a request before any integration runs. See "Gateway response types for
 * API Gateway": https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const apiRefusals = new Set([
  'ForbiddenException',
  'AccessDeniedException',
  'MissingAuthenticationTokenException',
  'UnauthorizedException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottlingException',
  'NotFoundException',
  'BadRequestException',
]);

/**
 * The hop at which a probe failed.
 * @returns undefined if the probe did not fail, or if the guard rejected the target. A proxy stands in front of the first
 *   hop to which the client connects
 */
export function locateFailure(
  result: ProbeResult,
  entry: Entry,
): Hop | undefined {
  const { failure, http } = result;
  if (!failure) return undefined;
  const [layer] = failure.code.split('.');
  const front = frontOf(entry);
  switch (layer) {
    case 'policy':
      return undefined;
    case 'dns':
      return 'dns';
    case 'tls':
      // The endpoint only forwards bytes. The certificate of a custom domain is the certificate of the API.
      return entry === 'custom-domain' && result.tls ? 'api' : front;
    case 'body':
      return 'function';
    default:
      break;
  }
  if (http && failure.phase === 'http') return locateResponse(result, entry);
  if (failure.code === 'http.timeout') {
    // If the body stops halfway, the function sent it. Without any response, the front waits for the next hop.
    return http || entry !== 'alb' ? 'function' : 'target';
  }
  return failure.phase === 'body' ? 'function' : front;
}

/**
 * Whether API Gateway or the function sent the response. Any web server can respond with the expected status, so the
 * status alone proves nothing.
 */
export function isFromService({ http }: ProbeResult, entry: Entry): boolean {
  if (http?.healthDocument) return true;
  return entry !== 'alb-lambda' && http?.apiGateway === true;
}

function locateResponse(result: ProbeResult, entry: Entry): Hop {
  const http = result.http!;
  const isFromBalancer = balancerServer.test(http.server ?? '');
  if (isFromBalancer && http.status >= 500) {
    return entry === 'alb' ? 'target' : 'function';
  }
  if (isFromBalancer) return 'load-balancer';
  if (entry === 'alb-lambda') return 'function';
  // Another server responded, where the endpoint should be.
  if (!isFromService(result, entry)) {
    return entry === 'alb' ? 'target' : frontOf(entry);
  }
  if (http.status < 500 && apiRefusals.has(http.errorType ?? '')) return 'api';
  return 'function';
}
