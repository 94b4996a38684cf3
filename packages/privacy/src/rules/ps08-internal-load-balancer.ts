import {
  attributeChange,
  isText,
  loadBalancerAttribute,
} from '../network/loadBalancerAttributes';
import { Observation, Rule, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';

/** Blocks IPv6 traffic through an internet gateway. AWS sets it to true on internal load balancers. */
const igwAttribute = 'ipv6.deny_all_igw_traffic';

/**
 * PS08: the scheme of every load balancer is explicitly internal, and it denies traffic through an internet gateway.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 */
export const internalLoadBalancer: Rule = {
  id: 'PS08',
  title: 'Load balancers are internal',
  severity: 'H',
  why: 'A load balancer without a scheme is internet-facing.',
  fix: 'Set Scheme to internal.',
  *check(template) {
    for (const balancer of template.ofType(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::ElasticLoadBalancing::LoadBalancer',
    )) {
      for (const scheme of template.property(balancer, 'Scheme')) {
        const change = { path: 'Properties.Scheme', value: 'internal' };
        const base = { resource: balancer.id, at: scheme.at, change };
        if (scheme.kind === 'scalar' && scheme.text === 'internal') {
          yield {
            ...base,
            status: 'proven',
            message: `${balancer.id} is internal.`,
          };
        } else if (scheme.kind === 'scalar' || scheme.kind === 'absent') {
          yield {
            ...base,
            status: 'violated',
            message:
              scheme.kind === 'absent'
                ? `${balancer.id} has no scheme, so it is internet-facing.`
                : `${balancer.id} has the scheme ${scheme.text}.`,
          };
        } else {
          yield {
            ...base,
            status: 'unproven',
            message: `Cannot determine the scheme of ${
              balancer.id
            }: the value ${whyUnknown(scheme)}.`,
          };
        }
      }
      yield* assessInternetGateway(template, balancer);
    }
  },
};

function* assessInternetGateway(
  template: Template,
  balancer: Resource,
): Iterable<Observation> {
  for (const value of loadBalancerAttribute(template, balancer, igwAttribute)) {
    if (value.kind === 'absent' || isText(value, 'true')) continue;
    yield {
      status: value.kind === 'scalar' ? 'violated' : 'unproven',
      resource: balancer.id,
      at: value.at,
      message:
        value.kind === 'scalar'
          ? `${balancer.id} admits IPv6 traffic of an internet gateway: ${igwAttribute} is ${value.text}.`
          : `Cannot determine ${igwAttribute} of ${
              balancer.id
            }: the value ${whyUnknown(value)}.`,
      fix: `Set ${igwAttribute} to true, or remove it.`,
      change: attributeChange(igwAttribute, 'true'),
    };
  }
}
