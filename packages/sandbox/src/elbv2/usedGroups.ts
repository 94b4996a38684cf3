import { Account } from '../account/Account';
import {
  actionsOf,
  groupsOfAction,
  LISTENER,
  LISTENER_RULE,
  loadBalancerOf,
} from './model';

/** The load balancer of each target group that has one. */
export function usedGroups(account: Account): Map<string, string> {
  const listeners = new Map(
    account.list(LISTENER).map(one => [one.physicalId, one]),
  );
  const used = new Map<string, string>();
  for (const one of [...listeners.values(), ...account.list(LISTENER_RULE)]) {
    const listener =
      one.type === LISTENER
        ? one
        : listeners.get(String(one.properties.ListenerArn));
    const balancer = listener && loadBalancerOf(account, listener);
    if (balancer === undefined) continue;
    for (const arn of actionsOf(one.properties).flatMap(groupsOfAction)) {
      used.set(arn, balancer);
    }
  }
  return used;
}
