import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Reader } from '../session/Reader';
import { isNotFound } from './loadBalancers';
import { type EntryRead, sendAtOnce, type SendRequest } from './options';

/**
 * A registered target of a target group, with its health as Elastic Load Balancing reports it:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 * @public
 */
export type TargetState = {
  /** Address, or ARN of a function. */
  id: string;
  /** `healthy`, `unhealthy`, `initial`, `draining`, `unused` or `unavailable`. */
  state: string;
  /** Such as `Target.Timeout`. */
  reason?: string;
  /** Such as `Health checks failed with these codes: [502]`. */
  description?: string;
};

/**
 * Describes the targets of a target group.
 *
 * @returns null if the target group does not exist
 * @public
 */
export async function readTargetHealth(
  elbv2: ElasticLoadBalancingV2Client,
  targetGroupArn: string,
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<TargetState[] | null>> {
  const read = await new Reader().read(
    'elasticloadbalancing:DescribeTargetHealth',
    () =>
      send(options =>
        elbv2.send(
          new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
          options,
        ),
      ),
  );
  if (read.problem) {
    return isNotFound(read.problem.error) ? { value: null } : read;
  }
  return {
    value: (read.value.TargetHealthDescriptions ?? []).map(
      ({ Target, TargetHealth }) => ({
        id: Target?.Id ?? '',
        state: TargetHealth?.State ?? '',
        ...(TargetHealth?.Reason && { reason: TargetHealth.Reason }),
        ...(TargetHealth?.Description && {
          description: TargetHealth.Description,
        }),
      }),
    ),
  };
}
