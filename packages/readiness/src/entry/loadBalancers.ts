import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  type ElasticLoadBalancingV2Client,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Reader } from '../session/Reader';
import { type EntryRead, sendAtOnce, type SendRequest } from './options';

/**
 * What Elastic Load Balancing reports of a load balancer.
 * @public
 */
export type BalancerState = {
  name: string;
  /** `internal` or `internet-facing`. */
  scheme: string;
  /** `active`, `provisioning`, `active_impaired` or `failed`. */
  state: string;
};

/**
 * Maximum number of load balancers of one request:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
 */
const maxArns = 20;

/**
 * Describes load balancers, 20 per request.
 *
 * @returns their states by ARN, without those that do not exist
 * @public
 */
export async function readLoadBalancers(
  elbv2: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<Map<string, BalancerState>>> {
  const all = new Map<string, BalancerState>();
  for (let from = 0; from < arns.length; from += maxArns) {
    const read = await readSome(elbv2, arns.slice(from, from + maxArns), send);
    if (read.problem) return read;
    for (const [arn, state] of read.value) all.set(arn, state);
  }
  return { value: all };
}

/** One load balancer that does not exist fails the whole request, so its halves are requested then. */
async function readSome(
  elbv2: ElasticLoadBalancingV2Client,
  arns: readonly string[],
  send: SendRequest,
): Promise<EntryRead<Map<string, BalancerState>>> {
  const read = await new Reader().read(
    'elasticloadbalancing:DescribeLoadBalancers',
    () =>
      send(options =>
        elbv2.send(
          new DescribeLoadBalancersCommand({ LoadBalancerArns: [...arns] }),
          options,
        ),
      ),
  );
  if (!read.problem) {
    return {
      value: new Map(
        (read.value.LoadBalancers ?? []).map(one => [
          one.LoadBalancerArn ?? '',
          stateOf(one),
        ]),
      ),
    };
  }
  if (!isNotFound(read.problem.error)) return read;
  if (arns.length === 1) return { value: new Map() };
  const half = Math.ceil(arns.length / 2);
  const first = await readSome(elbv2, arns.slice(0, half), send);
  if (first.problem) return first;
  const second = await readSome(elbv2, arns.slice(half), send);
  if (second.problem) return second;
  return { value: new Map([...first.value, ...second.value]) };
}

function stateOf(one: LoadBalancer): BalancerState {
  return {
    name: one.LoadBalancerName ?? '',
    scheme: one.Scheme ?? '',
    state: one.State?.Code ?? '',
  };
}

/**
 * A listener of a load balancer.
 * @public
 */
export type ListenerState = {
  port: number;
  protocol: string;
  /** ARN of its default certificate. */
  certificateArn?: string;
};

/**
 * Describes the listeners of a load balancer.
 *
 * @returns null if the load balancer does not exist
 * @public
 */
export async function readListeners(
  elbv2: ElasticLoadBalancingV2Client,
  loadBalancerArn: string,
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<ListenerState[] | null>> {
  const read = await new Reader().readAll(
    'elasticloadbalancing:DescribeListeners',
    async Marker => {
      const page = await send(options =>
        elbv2.send(
          new DescribeListenersCommand({
            LoadBalancerArn: loadBalancerArn,
            Marker,
          }),
          options,
        ),
      );
      return { NextToken: page.NextMarker, items: page.Listeners };
    },
    page => page.items,
  );
  if (read.problem) {
    return isNotFound(read.problem.error) ? { value: null } : read;
  }
  return {
    value: read.value.map(({ Port, Protocol, Certificates }) => ({
      port: Port ?? 0,
      protocol: Protocol ?? '',
      ...(Certificates?.[0]?.CertificateArn && {
        certificateArn: Certificates[0].CertificateArn,
      }),
    })),
  };
}

/** Whether Elastic Load Balancing has no such load balancer or target group. */
export function isNotFound(error: unknown): boolean {
  const { name } = error as Error;
  return /^(LoadBalancer|TargetGroup)NotFound(Exception)?$/.test(name);
}
