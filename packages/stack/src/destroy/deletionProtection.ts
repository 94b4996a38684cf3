import { isRecord } from '../session/isRecord';
import { referredParameter } from '../template/parameters';
import type { Template, TemplateResource } from '../template/parse';

const balancerType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const attribute = 'deletion_protection.enabled';

/**
 * Whether a load balancer certainly has deletion protection, by the template of its stack. CloudFormation would delete everything
 * else first and then fail.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 *
 * @param parameters - values of the parameters of the stack, as far as they are known
 * @returns false for any other resource, and for a value that only CloudFormation can compute
 */
export function hasDeletionProtection(
  resource: TemplateResource | undefined,
  template: Template | undefined,
  parameters: Record<string, string>,
): boolean {
  if (!template || resource?.Type !== balancerType) return false;
  const list = resource.Properties?.LoadBalancerAttributes;
  const { Value: value } =
    (Array.isArray(list) ? list : []).find(
      item => isRecord(item) && item.Key === attribute,
    ) ?? {};
  const name = referredParameter(template, value);
  return /^true$/i.test(String(name === undefined ? value : parameters[name]));
}

/**
 * Whether a stack in this state accepts an update, with which the protection can be turned off. In any other state, it can only be
 * turned off by hand, which the template does not show.
 */
export function acceptsUpdate(status: string): boolean {
  return /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(
    status,
  );
}
