import { TargetHealth } from './targetGroups';

/*
 * States of targets with AWS's reason codes.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */

export const unused: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description:
    'Target group is not configured to receive traffic from the load balancer',
};
export const initial: TargetHealth = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
};
export const draining: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};
export const unchecked: TargetHealth = {
  state: 'unavailable',
  reason: 'Target.HealthCheckDisabled',
  description: 'Health checks are not enabled for this target',
};
