import { Account, LiveResource } from '../account/Account';
import { fits } from './conditions';
import {
  actionsOf,
  groupsOfAction,
  isDraining,
  rulesOf,
  TARGET_GROUP,
  targetsOf,
} from './model';
import { HealthOf } from './targetGroups';

/** The action for a request: that of the first rule that fits, otherwise the default one. */
export function actionFor(
  account: Account,
  listener: LiveResource,
  host: string,
  path: string,
) {
  const rule = rulesOf(account, listener.physicalId).find(one =>
    fits(one.properties, host, path),
  );
  return actionsOf((rule ?? listener).properties)[0];
}

/** The target group that an action forwards to. */
export function groupOf(
  account: Account,
  action: Parameters<typeof groupsOfAction>[0],
): LiveResource | undefined {
  return account.find(TARGET_GROUP, groupsOfAction(action)[0]);
}

/**
 * Returns what selects the target of each request in turn: among the healthy ones, or among all if none of them is
 * healthy, as AWS does it.
 */
export function roundRobin(account: Account, healthOf: HealthOf) {
  const turns = new Map<string, number>();
  return ({ physicalId }: LiveResource): LiveResource | undefined => {
    const registered = targetsOf(account, physicalId).filter(
      one => !isDraining(one),
    );
    const healthy = registered.filter(one => healthOf(one).state === 'healthy');
    const candidates = healthy.length > 0 ? healthy : registered;
    const turn = turns.get(physicalId) ?? 0;
    turns.set(physicalId, turn + 1);
    return candidates[turn % candidates.length];
  };
}
