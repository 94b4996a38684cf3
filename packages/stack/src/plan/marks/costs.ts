import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { type Check, marksOfChecks } from './check';

/**
 * Types that AWS charges for each hour that they exist, whether they are used or not:
 * https://aws.amazon.com/elasticloadbalancing/pricing/, https://aws.amazon.com/vpc/pricing/
 */
const charged =
  /^AWS::(ElasticLoadBalancing(V2)?::LoadBalancer|EC2::NatGateway)$/;

const hourly: Check = ({ id }, _, comparison) =>
  comparison.isNew(id)
    ? [
        'AWS charges for each hour that it exists, also without requests, and for its use',
      ]
    : [];

/** What costs money without being used, if it is new. Endpoints are part of every private API and are not marked. */
export function costMarks(comparison: Comparison): PlanWarning[] {
  return marksOfChecks('cost', [[charged, hourly]], comparison);
}
