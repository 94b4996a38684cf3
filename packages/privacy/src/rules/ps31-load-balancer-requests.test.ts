import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const balancer = (attributes: string, type = 'application') =>
  `Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: ${type}, LoadBalancerAttributes: [${attributes}] } }`;
const dropped = (value: string) =>
  `{ Key: routing.http.drop_invalid_header_fields.enabled, Value: ${value} }`;
const logged = (value: string) =>
  `{ Key: access_logs.s3.enabled, Value: ${value} }`;
const others = "{ Key: idle_timeout.timeout_seconds, Value: '60' }";

ruleCases('PS31', {
  proven: [
    ['both', balancer(`${dropped("'true'")}, ${logged('true')}, ${others}`)],
    [
      'both in any branch',
      balancer(
        `!If [Open, ${dropped('true')}, ${dropped('true')}], ${logged('true')}`,
      ),
    ],
  ],
  violated: [
    ['no attributes', balancer('')],
    ['no access logs', balancer(dropped('true'))],
    ['invalid headers', balancer(logged('true'))],
    ['off', balancer(`${dropped('true')}, ${logged("'false'")}`)],
    [
      'off in a branch',
      balancer(
        `${dropped('true')}, !If [Open, ${logged('true')}, !Ref AWS::NoValue]`,
      ),
    ],
    [
      'no properties',
      'Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }',
    ],
  ],
  unproven: [
    [
      'a value without a value',
      balancer(`${dropped('true')}, ${logged('!Ref Anything')}`),
    ],
  ],
});

it('does not apply to a network load balancer', () => {
  const { status } = runRule('PS31', balancer('', 'network'));
  expect(status).toBe('not-applicable');
});

it('warns', () => {
  expect(runRule('PS31', balancer(dropped('true'))).findings).toMatchObject([
    { severity: 'M', blocking: false, resource: 'Balancer' },
  ]);
});
