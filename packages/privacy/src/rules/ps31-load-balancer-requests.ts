import {
  applicationLoadBalancers,
  attributeChange,
  isText,
  loadBalancerAttribute,
} from '../network/loadBalancerAttributes';
import { Observation, Rule, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';

const logs = 'access_logs.s3.enabled';

const attributes = [
  {
    key: 'routing.http.drop_invalid_header_fields.enabled',
    otherwise: 'forwards invalid headers',
  },
  { key: logs, otherwise: 'has no access logs' },
] as const;

/**
 * PS31: application load balancers drop invalid headers and write access logs. Both are off by default.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 */
export const loadBalancerRequests: Rule = {
  id: 'PS31',
  title: 'Load balancers drop invalid headers and write access logs',
  severity: 'M',
  why: 'Invalid headers can mean different things to the load balancer and the service behind it. Without access logs, nobody knows who called the service.',
  fix: 'Set routing.http.drop_invalid_header_fields.enabled and access_logs.s3.enabled to true in LoadBalancerAttributes, with access_logs.s3.bucket.',
  *check(template) {
    for (const balancer of applicationLoadBalancers(template)) {
      for (const attribute of attributes) {
        yield* assess(template, balancer, attribute);
      }
    }
  },
};

function* assess(
  template: Template,
  balancer: Resource,
  { key, otherwise }: (typeof attributes)[number],
): Iterable<Observation> {
  for (const value of loadBalancerAttribute(template, balancer, key)) {
    const base = {
      resource: balancer.id,
      at: value.at,
      // Access logs also need a bucket, which the rule does not know.
      ...(key !== logs && { change: attributeChange(key, 'true') }),
    };
    if (isText(value, 'true')) {
      yield {
        ...base,
        status: 'proven',
        message: `${balancer.id} has ${key}.`,
      };
    } else if (value.kind === 'absent' || value.kind === 'scalar') {
      yield {
        ...base,
        status: 'violated',
        message: `${balancer.id} ${otherwise}: ${key} is ${
          value.kind === 'scalar' ? value.text : 'not set'
        }.`,
      };
    } else {
      yield {
        ...base,
        status: 'unproven',
        message: `Cannot determine ${key} of ${
          balancer.id
        }: the value ${whyUnknown(value)}.`,
      };
    }
  }
}
