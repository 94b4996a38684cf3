import { ProbeResult } from '../types';
import { Entry, frontOf, Hop } from './hops';

/** A load balancer's own answers carry this server header; what it passes on carries the target's. */
const balancerServer = /^awselb\//;

/** Errors by which API Gateway itself says no, before any integration runs. Gateway responses: docs.aws.amazon.com/apigateway, "supported gateway responses". */
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
 * The hop at which the evidence of a failed probe stops.
 * @returns undefined when the probe says nothing about the path (the guard refused, the tunnel failed), or did not fail
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
    case 'tunnel':
      return undefined;
    case 'dns':
      return 'dns';
    case 'tls':
      // The endpoint only passes bytes on: the certificate of a custom domain is the API's.
      return entry === 'custom-domain' && result.tls ? 'api' : front;
    case 'body':
      return 'function';
    default:
      break;
  }
  if (http && failure.phase === 'http') return locateAnswer(http, entry);
  if (failure.code === 'http.timeout') {
    // A body that stops half-way had a sender; without any answer it is the next hop that keeps the front waiting.
    return http || entry !== 'alb' ? 'function' : 'target';
  }
  return failure.phase === 'body' ? 'function' : front;
}

function locateAnswer(
  http: NonNullable<ProbeResult['http']>,
  entry: Entry,
): Hop {
  const fromBalancer = balancerServer.test(http.server ?? '');
  if (fromBalancer && http.status >= 500) {
    return entry === 'alb' ? 'target' : 'function';
  }
  if (fromBalancer) return 'load-balancer';
  if (entry === 'alb-lambda') return 'function';
  if (http.status < 500 && apiRefusals.has(http.errorType ?? '')) return 'api';
  return 'function';
}
