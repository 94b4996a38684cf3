import { createHash } from 'node:crypto';
import { type Document, isMap, isScalar } from 'yaml';

/** Maximum length of the name of a target group, in characters. */
const maxTargetGroupName = 32;
/** Length of the hash at the end of a shortened name, in characters. */
const hashLength = 8;

/**
 * Returns the name of a stack's target group. Names have at most 32 characters, so that of a long stack name is its beginning
 * and a hash of all of it.
 *
 * @param stack - lowercase letters, digits and hyphens, starting with a letter
 */
export function targetGroupName(stack: string): string {
  if (stack.length <= maxTargetGroupName) return stack;
  const hash = createHash('sha256').update(stack).digest('hex');
  const start = stack
    .slice(0, maxTargetGroupName - hashLength - 1)
    .replace(/-+$/, '');
  return `${start}-${hash.slice(0, hashLength)}`;
}

/** Removes the access of the corporate networks to the endpoint that the template creates, if it does: the load balancer has it. */
export function limitEndpointToLoadBalancer(template: Document): void {
  const group = 'ExecuteApiEndpointSecurityGroup';
  const resources = template.get('Resources');
  if (!isMap(resources) || !resources.has(group)) return;
  resources.delete('ExecuteApiEndpointIngressFromCorporate1');
  template.setIn(
    ['Resources', group, 'Properties', 'GroupDescription'],
    'Endpoint of API Gateway, HTTPS from the load balancer',
  );
  for (const { key } of resources.items) {
    if (isScalar(key) && key.value === group) {
      key.commentBefore =
        ' An interface endpoint for API Gateway in every subnet. Only the load balancer can reach it.';
    }
  }
}
