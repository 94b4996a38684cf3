import { Rule, whyUnknown } from '../rule';

/** PS08: the scheme of every load balancer is explicitly internal. */
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
        const base = { resource: balancer.id, at: scheme.at };
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
    }
  },
};
