import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describeAddresses } from './endpoint-addresses.ts';
import { type Differences, differencesOf, targetPort } from './target-differences.ts';

const balancers = new ElasticLoadBalancingV2Client({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
});

const metrics = ['AddressesWithoutTarget', 'TargetsWithoutAddress'] as const;

/**
 * Compares the targets of load balancers with the live addresses of an endpoint, and logs the result. Changes nothing.
 *
 * @throws Error if they differ, or if AWS does not describe them
 */
export async function watchTargets(endpointId: string, arns: string[], signal: AbortSignal): Promise<void> {
  const { addresses: described } = await describeAddresses(endpointId, signal);
  const addresses = described.map(({ Ipv4 }) => Ipv4);
  if (addresses.length === 0) throw new Error(`AWS describes no address of ${endpointId}.`);
  const results = await Promise.all(
    arns.map(async targetGroupArn => ({
      targetGroupArn,
      ...differencesOf(addresses, await targetsOf(targetGroupArn, signal)),
    })),
  );
  logRun(endpointId, addresses, results);
  const problems = results
    .filter(({ withoutAddress, withoutTarget }) => withoutAddress.length + withoutTarget.length > 0)
    .map(one => problemOf(endpointId, addresses, one));
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

async function targetsOf(arn: string, abortSignal: AbortSignal) {
  const { TargetHealthDescriptions: described = [] } = await balancers.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
    { abortSignal },
  );
  return described.map(({ Target: target, TargetHealth: health }) => ({
    address: target?.Id ?? '',
    port: target?.Port ?? targetPort,
    state: health?.State ?? 'initial',
  }));
}

function problemOf(endpointId: string, addresses: string[], { withoutAddress, withoutTarget }: Differences): string {
  const facts = [
    ...(withoutAddress.length > 0 ? [`the load balancer sends to ${withoutAddress.join(', ')}`] : []),
    ...(withoutTarget.length > 0 ? [`no target for ${withoutTarget.join(', ')}`] : []),
  ];
  return `${endpointId} has ${addresses.join(', ')}: ${facts.join(', ')}. Pin the addresses again (docs/index.md, Pinned addresses).`;
}

/**
 * Logs a run as one line, from which CloudWatch creates the metrics, by stack. They need no permission besides that for the log.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function logRun(vpcEndpointId: string, addresses: string[], targetGroups: Array<{ targetGroupArn: string } & Differences>) {
  const count = (key: keyof Differences) => targetGroups.reduce((sum, one) => sum + one[key].length, 0);
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'PrivateServerless/TargetSync',
          Dimensions: [['Stack']],
          Metrics: metrics.map(Name => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    Stack: process.env.STACK_NAME ?? 'unknown',
    AddressesWithoutTarget: count('withoutTarget'),
    TargetsWithoutAddress: count('withoutAddress'),
    message: 'targets compared',
    vpcEndpointId,
    addresses,
    targetGroups,
  };
  // Lambda's console wraps a line into another object, in which CloudWatch finds no metrics.
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
