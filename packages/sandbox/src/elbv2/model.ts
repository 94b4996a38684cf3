import { Account, LiveResource, Properties } from '../account/Account';
import { asList, asMap, asNumber, asText } from '../account/values';

/*
 * Elastic Load Balancing v2: how load balancers, listeners, rules, target groups and targets refer to each other.
 */

export const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
export const LISTENER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
export const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
/**
 * A registered target, with `TargetGroupArn`, `Id`, `Port`, `AvailabilityZone` and, after its deregistration,
 * `DrainingSince` (milliseconds since 1970). Templates cannot declare this type.
 */
export const TARGET = 'AWS::ElasticLoadBalancingV2::Target';

/** The listeners of a load balancer. */
export function listenersOf(
  account: Account,
  loadBalancerArn: string,
): LiveResource[] {
  return account
    .list(LISTENER)
    .filter(one => one.properties.LoadBalancerArn === loadBalancerArn);
}

/** The rules of a listener by priority, without the default rule. */
export function rulesOf(account: Account, listenerArn: string): LiveResource[] {
  return account
    .list(LISTENER_RULE)
    .filter(one => one.properties.ListenerArn === listenerArn)
    .sort((a, b) => priorityOf(a) - priorityOf(b));
}

/** The priority of a rule: 1 is evaluated first. */
export function priorityOf({ properties }: LiveResource): number {
  return asNumber(properties.Priority) ?? 0;
}

/** The actions of a rule, or the default actions of a listener. */
export function actionsOf(properties: Properties): Properties[] {
  return asList(properties.Actions ?? properties.DefaultActions).map(asMap);
}

/** The target groups that an action forwards to. */
export function groupsOfAction(action: Properties): string[] {
  const { TargetGroups } = asMap(action.ForwardConfig);
  const several = asList(TargetGroups).map(one =>
    asText(asMap(one).TargetGroupArn),
  );
  return [...new Set([asText(action.TargetGroupArn), ...several])].filter(
    arn => arn !== undefined,
  );
}

/** The listeners and rules that forward to a target group. */
export function usersOf(
  account: Account,
  targetGroupArn: string,
): LiveResource[] {
  return [...account.list(LISTENER), ...account.list(LISTENER_RULE)].filter(
    one =>
      actionsOf(one.properties)
        .flatMap(groupsOfAction)
        .includes(targetGroupArn),
  );
}

/** The load balancer of a listener or a rule. */
export function loadBalancerOf(
  account: Account,
  { properties }: Pick<LiveResource, 'properties'>,
): string | undefined {
  const listener =
    properties.ListenerArn === undefined
      ? { properties }
      : account.find(LISTENER, properties.ListenerArn);
  return asText(listener?.properties.LoadBalancerArn);
}

/** The load balancers that forward to a target group. AWS allows one. */
export function loadBalancersOf(
  account: Account,
  targetGroupArn: string,
): string[] {
  const arns = usersOf(account, targetGroupArn).map(one =>
    loadBalancerOf(account, one),
  );
  return [...new Set(arns)].filter(arn => arn !== undefined);
}

/** The targets of a target group, also those that are draining. */
export function targetsOf(
  account: Account,
  targetGroupArn: string,
): LiveResource[] {
  return account
    .list(TARGET)
    .filter(one => one.properties.TargetGroupArn === targetGroupArn);
}

/** Whether a target has been deregistered and gets no new requests. */
export function isDraining({ properties }: LiveResource): boolean {
  return properties.DrainingSince !== undefined;
}

/** The last part of an ARN: `app/name/id` of a load balancer, `targetgroup/name/id` of a target group. */
export function fullNameOf(arn: string): string {
  const name = arn.split(':').slice(5).join(':');
  return name.replace(/^loadbalancer\//, '');
}

/** The name in the ARN of a load balancer or a target group. */
export function nameOf(arn: string): string {
  return arn.split('/').at(-2) ?? '';
}
