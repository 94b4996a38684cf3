import type { PlanWarning } from '../../session/results';
import type { Comparison } from '../view/Comparison';
import { isSame } from '../view/compare';
import { itemsOf, type Shape } from '../view/Shape';
import { referredId, shownValue } from '../view/references';
import type { ViewedResource } from '../view/StackView';
import { type Check, marksOfChecks } from './check';

const listener: Check = (after, before, comparison) => {
  const balancer = referredId(
    after.properties.LoadBalancerArn,
    comparison.after,
  );
  if (balancer !== undefined && comparison.isNew(balancer)) return [];
  const portOf = ({ properties }: ViewedResource) =>
    `${shownValue(properties.Protocol, comparison.all)} ${shownValue(
      properties.Port,
      comparison.all,
    )}`;
  return before && portOf(before) === portOf(after)
    ? []
    : [`the load balancer also listens on ${portOf(after)}`];
};

/** A property that lists security groups. */
const groupLists =
  /^(Vpc)?SecurityGroup(Id)?s$|^GroupSet$|^SourceSecurityGroups$/;

function groupsOf({ properties }: ViewedResource): Shape[] {
  return [properties, properties.VpcConfig, properties.NetworkConfiguration]
    .flatMap(part => (typeof part === 'object' ? Object.entries(part) : []))
    .filter(([name]) => groupLists.test(name))
    .flatMap(([, value]) => itemsOf(value));
}

const joinedGroups: Check = (after, before, comparison) => {
  const now = groupsOf(after);
  const was = before ? groupsOf(before) : [];
  const joined = now.filter(group => !was.some(other => isSame(other, group)));
  return joined.flatMap(group => {
    const name = shownValue(group, comparison.all);
    if (!comparison.isOwn(group)) {
      return [`uses security group ${name}, whose rules are not in this stack`];
    }
    return before ? [`joins security group ${name}: its rules also apply`] : [];
  });
};

/** Marks of security groups that a resource joins, and of new listeners of a load balancer. */
export function membershipMarks(comparison: Comparison): PlanWarning[] {
  return marksOfChecks(
    'network',
    [
      [/^AWS::ElasticLoadBalancingV2::Listener$/, listener],
      [/^AWS::(?!EC2::SecurityGroup)/, joinedGroups],
    ],
    comparison,
  );
}
