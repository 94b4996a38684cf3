import { Account } from '../account/Account';
import { QueryService } from '../protocol/query';
import { listenerOperations } from './listeners';
import { loadBalancerOperations } from './loadBalancers';
import { HealthOf, targetGroupOperations } from './targetGroups';

/**
 * Elastic Load Balancing v2: what describes load balancers and registers targets.
 *
 * @param persist - writes the changes to disk
 */
export function elbv2(
  account: Account,
  healthOf: HealthOf,
  persist: () => void = () => {},
): QueryService {
  return {
    name: 'Elastic Load Balancing v2',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    persist,
    operations: {
      ...loadBalancerOperations(account),
      ...listenerOperations(account),
      ...targetGroupOperations(account, healthOf),
    },
  };
}
