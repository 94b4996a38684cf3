import type { Value } from '@private-serverless/template';
import { Observation, Rule, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';
import { checkClassicListeners } from './ps30-classic-listener';

/**
 * The families of security policies without TLS 1.0 and 1.1. AWS adds policies to a family, also with post-quantum key
 * exchange or FIPS, so their names are compared by their beginning.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const modern = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)(-|$)/;

/** Protocols of other kinds of load balancers. */
const otherProtocols = new Set([
  'TCP',
  'UDP',
  'TCP_UDP',
  'QUIC',
  'TCP_QUIC',
  'GENEVE',
]);

/** PS30: listeners of application load balancers are HTTPS with TLS 1.2 or later. */
export const listener: Rule = {
  id: 'PS30',
  title: 'Listeners of load balancers use HTTPS with TLS 1.2 or later',
  severity: 'H',
  why: 'An HTTP listener, also one that redirects, receives requests without encryption. The default security policy allows TLS 1.0.',
  fix: 'Set Protocol to HTTPS and SslPolicy to a policy such as ELBSecurityPolicy-TLS13-1-2-2021-06.',
  *check(template) {
    for (const one of template.ofType(
      'AWS::ElasticLoadBalancingV2::Listener',
    )) {
      yield* assessListener(template, one);
    }
    yield* checkClassicListeners(template);
  },
};

function* assessListener(
  template: Template,
  resource: Resource,
): Iterable<Observation> {
  for (const protocol of template.property(resource, 'Protocol')) {
    const base = { resource: resource.id, at: protocol.at };
    if (protocol.kind !== 'scalar') {
      yield {
        ...base,
        status: 'unproven',
        message:
          protocol.kind === 'absent'
            ? `${resource.id} has no protocol.`
            : `Cannot determine the protocol of ${
                resource.id
              }: the value ${whyUnknown(protocol)}.`,
      };
    } else if (protocol.text === 'HTTPS' || protocol.text === 'TLS') {
      for (const policy of template.property(resource, 'SslPolicy')) {
        yield assessPolicy(resource, policy);
      }
    } else if (!otherProtocols.has(protocol.text)) {
      yield {
        ...base,
        status: 'violated',
        message: `${resource.id} has the protocol ${protocol.text}, which is not encrypted.`,
      };
    }
  }
}

function assessPolicy({ id }: Resource, policy: Value): Observation {
  const change = {
    path: 'Properties.SslPolicy',
    value: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  };
  const base = { resource: id, at: policy.at, change };
  if (policy.kind === 'absent') {
    return {
      ...base,
      status: 'violated',
      message: `${id} has no security policy. The default allows TLS 1.0.`,
    };
  }
  if (policy.kind !== 'scalar') {
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine the security policy of ${id}: the value ${whyUnknown(
        policy,
      )}.`,
    };
  }
  return modern.test(policy.text)
    ? {
        ...base,
        status: 'proven',
        message: `${id} requires TLS 1.2 or later.`,
      }
    : {
        ...base,
        status: 'violated',
        message: `${id} has the security policy ${policy.text}, which allows TLS 1.0 or 1.1, or is not known.`,
      };
}
