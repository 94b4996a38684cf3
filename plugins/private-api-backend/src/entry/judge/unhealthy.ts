import type { TargetState } from '@private-serverless/readiness';

/**
 * Why a target is not healthy, such as `10.0.4.8: Target.Timeout`. For a response with an unexpected status, AWS names the status
 * only in the description: `Health checks failed with these codes: [502]`.
 */
export function unhealthyText({
  id,
  state,
  reason = state,
  description,
}: TargetState): string {
  const codes = /\[([\d, ]+)\]/.exec(description ?? '')?.[1];
  return codes ? `${id}: ${reason}, status ${codes}` : `${id}: ${reason}`;
}

/** What to do about a target that is not healthy, by the reason that AWS reports. */
export function unhealthyAdvice({ reason }: TargetState): string {
  switch (reason) {
    case 'Target.Timeout':
      return 'Check that the security group of the load balancer allows TCP 443 to the endpoint, and the one of the endpoint from the load balancer.';
    case 'Target.ResponseCodeMismatch':
      return 'Check that the target group accepts the status 403, with which API Gateway responds to a request for no domain, and that the custom domain is mapped to the API.';
    case 'Target.FailedHealthChecks':
      return 'Check that the target group uses HTTPS on port 443, and that the endpoint is available.';
    case 'Elb.InternalError':
      return 'Wait a few minutes: Elastic Load Balancing has an internal error.';
    default:
      return 'Check the targets of the target group in the console of EC2.';
  }
}
