import type { TargetPlan } from './target-plan.ts';

/** What happened to one target group: what changed, or the failure. */
export type GroupResult = { targetGroupArn: string } & ({ plan: TargetPlan } | { failure: string });

const namespace = 'PrivateServerless/TargetSync';
const metrics = ['TargetsRegistered', 'TargetsDeregistered', 'StaleTargetsKept'] as const;

/**
 * Logs a run as one line, from which CloudWatch creates the metrics, by stack. They need no permission besides that for the log.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function logRun(vpcEndpointId: string, addresses: string[], results: GroupResult[]): void {
  const plans = results.flatMap(result => ('plan' in result ? [result.plan] : []));
  const count = (key: keyof TargetPlan) => plans.reduce((sum, plan) => sum + plan[key].length, 0);
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [['Stack']],
          Metrics: metrics.map(Name => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    Stack: process.env.STACK_NAME ?? 'unknown',
    TargetsRegistered: count('register'),
    TargetsDeregistered: count('deregister'),
    StaleTargetsKept: count('keep'),
    message: 'targets synchronized',
    vpcEndpointId,
    addresses,
    targetGroups: results.map(describe),
  };
  // Lambda's console wraps a line into another object, in which CloudWatch finds no metrics.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function describe(result: GroupResult) {
  if ('failure' in result) return result;
  const { deregister, keep, register } = result.plan;
  return {
    targetGroupArn: result.targetGroupArn,
    registered: register,
    deregistered: deregister.map(({ address }) => address),
    kept: keep.map(({ address }) => address),
  };
}
