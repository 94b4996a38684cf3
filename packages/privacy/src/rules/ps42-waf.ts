import { mentionsOf } from '../functions/references';
import { applicationLoadBalancers } from '../network/loadBalancerAttributes';
import { placeOf, Rule } from '../rule';
import { existsWith } from '../template/existence';
import { Resource, Template } from '../template/Template';

const association = 'AWS::WAFv2::WebACLAssociation';

/** PS42: where a web ACL was asked for, it protects the load balancers or, without one, the stages of APIs. */
export const waf: Rule = {
  id: 'PS42',
  title: 'A web ACL protects the service where it was asked for',
  severity: 'L',
  why: 'Without its association, a web ACL examines no request.',
  fix: 'Add an AWS::WAFv2::WebACLAssociation with the ARN of the load balancer or stage.',
  *check(template) {
    if (!template.intent.waf) return;
    const balancers = applicationLoadBalancers(template);
    const entries =
      balancers.length > 0
        ? balancers
        : template.ofType('AWS::ApiGateway::Stage');
    const isUnclear = template
      .ofType(association)
      .some(one =>
        template
          .property(one, 'ResourceArn')
          .some(({ kind }) => kind === 'unknown'),
      );
    for (const one of entries) {
      const isProtected = hasAssociation(template, one);
      const base = { resource: one.id, at: placeOf(one) };
      if (!isProtected && isUnclear) {
        yield {
          ...base,
          status: 'unproven',
          message: `Cannot determine whether a web ACL protects ${one.id}: the ResourceArn of an association is not known.`,
        };
      } else {
        yield {
          ...base,
          status: isProtected ? 'proven' : 'violated',
          message: `${isProtected ? 'A' : 'No'} web ACL protects ${one.id}.`,
        };
      }
    }
  },
};

/** Whether an association that exists with the resource names the resource. */
function hasAssociation(template: Template, resource: Resource): boolean {
  return mentionsOf(template, resource.id).some(({ by, at }) => {
    const user = template.resource(by);
    return (
      user !== undefined &&
      user.lowerType === association.toLowerCase() &&
      at.path.startsWith(
        `${template.resource(by)?.node.path}.Properties.ResourceArn`,
      ) &&
      existsWith(template, user, resource)
    );
  });
}
