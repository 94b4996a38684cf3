import type { FailureEntry, FailureFacts } from './entry.ts';

export const httpFailures = {
  'http.status': {
    phase: 'http',
    meaning: 'down',
    headline: f =>
      `${f.status ? `Status ${f.status}` : 'Unexpected status'}, expected ${
        f.expectedStatus?.join(' or ') ?? 200
      }`,
    advice: statusAdvice,
  },
  'http.timeout': {
    phase: 'http',
    meaning: 'down',
    headline: 'Connected, but no response',
    advice: 'Check the log of the function.',
  },
  'http.redirect': {
    phase: 'http',
    meaning: 'down',
    headline: f => `Redirects to ${f.location ?? 'another URL'}`,
    advice: 'Set the health path to a path that does not redirect.',
  },
  'http.protocol': {
    phase: 'http',
    meaning: 'down',
    headline: 'Response is not HTTP',
    advice: 'Check the port and the protocol of the target group.',
  },
  'body.mismatch': {
    phase: 'body',
    meaning: 'down',
    headline: 'Unexpected response body',
    advice:
      'Compare the expected body with the response of the health handler.',
  },
  'body.too_large': {
    phase: 'body',
    meaning: 'down',
    headline: 'Response body is larger than 64 KiB',
    advice: 'Return a smaller body from the health handler.',
  },
} as const satisfies Record<`http.${string}` | `body.${string}`, FailureEntry>;

/**
 * Error types are those of API Gateway's gateway responses:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
function statusAdvice({ status = 0, errorType }: FailureFacts): string {
  switch (errorType) {
    case 'ForbiddenException':
      return 'Check that the stage exists, that the VPC endpoint is associated with the API or the domain, that the base path is mapped, and that no web ACL blocks the request. The association of a new domain takes up to 15 minutes.';
    case 'AccessDeniedException':
      return 'Check the resource policy of the API: it denies this VPC endpoint or network.';
    case 'MissingAuthenticationTokenException':
      return 'Check the path, the method and the deployment of the stage: API Gateway has no such route.';
    default:
      break;
  }
  if (status === 401 || status === 403) {
    return 'Check the resource policy of the API and its authorization.';
  }
  if (status === 404) return 'Check the health path and the stage.';
  if (status === 429) return 'Raise the throttling limits of the stage.';
  if (status >= 500) return 'Check the log of the function.';
  return 'Check the health path and the response of its handler.';
}
