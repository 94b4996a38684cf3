import { LOAD_BALANCER, TARGET_GROUP } from '../elbv2/model';
import { ResourceHandler } from './contract';
import { listenerHandlers } from './elbv2Listener';
import { loadBalancer } from './elbv2LoadBalancer';
import { targetGroup } from './elbv2TargetGroup';

/** Elastic Load Balancing v2: internal application load balancers with HTTPS listeners, and what they forward to. */
export const elbv2Handlers: Record<string, ResourceHandler> = {
  [LOAD_BALANCER]: loadBalancer,
  [TARGET_GROUP]: targetGroup,
  ...listenerHandlers,
};
