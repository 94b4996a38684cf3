import { Observation, whyUnknown } from '../rule';
import type { Template } from '../template/Template';

/** A listener that passes connections on, with whatever encryption they have. */
const passed = 'TCP';

/**
 * The part of PS30 about classic load balancers, whose listeners are a property. Which versions of TLS one accepts is decided by
 * its policies and by what was enabled in them, so HTTPS alone proves nothing.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
 */
export function* checkClassicListeners(
  template: Template,
): Iterable<Observation> {
  for (const balancer of template.ofType(
    'AWS::ElasticLoadBalancing::LoadBalancer',
  )) {
    const { id } = balancer;
    const listeners = template.items(template.property(balancer, 'Listeners'));
    for (const protocol of listeners.flatMap(one =>
      template.child(one, 'Protocol'),
    )) {
      const base = { resource: id, at: protocol.at };
      if (protocol.kind !== 'scalar') {
        yield {
          ...base,
          status: 'unproven',
          message: `Cannot determine the protocol of a listener of ${id}: the value ${
            protocol.kind === 'absent' ? 'is missing' : whyUnknown(protocol)
          }.`,
        };
      } else if (protocol.text.toUpperCase() === 'HTTP') {
        yield {
          ...base,
          status: 'violated',
          message: `A listener of ${id} has the protocol HTTP, which is not encrypted.`,
        };
      } else if (protocol.text.toUpperCase() !== passed) {
        yield {
          ...base,
          status: 'unproven',
          message: `Cannot determine which versions of TLS ${id} accepts: a classic load balancer decides by its policies.`,
          fix: 'Use a load balancer of AWS::ElasticLoadBalancingV2 with an SslPolicy of TLS 1.2 or later.',
        };
      }
    }
  }
}
