import type {
  BalancerState,
  ListenerState,
} from '@private-serverless/readiness';
import { deployAgain, type Judgment } from './Finding';

/**
 * Judges a load balancer. States:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerState.html
 */
export function judgeBalancer(balancer: BalancerState | null): Judgment {
  if (!balancer) {
    return {
      state: 'failed',
      evidence: 'The load balancer of the stack does not exist.',
      advice: deployAgain,
    };
  }
  const { name, scheme, state } = balancer;
  if (scheme === 'internet-facing') {
    return {
      state: 'failed',
      exposed: true,
      evidence: `Elastic Load Balancing reports that the load balancer ${name} is internet-facing.`,
      advice:
        'Deploy the service again with an internal load balancer, and find out who changed the template.',
    };
  }
  if (state === 'active') {
    return {
      state: 'ok',
      evidence: 'The load balancer is active and internal.',
    };
  }
  if (state === 'active_impaired') {
    return {
      state: 'degraded',
      evidence:
        'The load balancer works, but it cannot scale (active_impaired).',
      advice:
        'Check that its subnets have free addresses: it needs 8 in each subnet.',
    };
  }
  return {
    state: 'failed',
    evidence: `The load balancer is not active: its state is ${
      state || 'not reported'
    }.`,
    advice:
      state === 'provisioning'
        ? 'Wait until it is active.'
        : 'Deploy the service again. If the state stays, delete the service and create it again.',
  };
}

/**
 * Judges whether a load balancer listens where callers connect.
 * @param port - port of the service's URL
 */
export function judgeListeners(
  listeners: ListenerState[] | null,
  port: number,
): Judgment {
  const listener = listeners?.find(one => one.port === port);
  if (!listener) {
    return {
      state: 'failed',
      evidence: `The load balancer has no listener on port ${port}.`,
      advice: deployAgain,
    };
  }
  if (listener.protocol !== 'HTTPS') {
    return {
      state: 'failed',
      evidence: `The listener on port ${port} uses ${listener.protocol} instead of HTTPS.`,
      advice: deployAgain,
    };
  }
  return { state: 'ok', evidence: `It has an HTTPS listener on port ${port}.` };
}
