import { ruleCases } from '../__testUtils__/ruleCases';

const balancer = (
  properties: string,
  type = 'AWS::ElasticLoadBalancingV2::LoadBalancer',
) => `Balancer: { Type: ${type}, Properties: { ${properties} } }`;

const denying = (value: string) =>
  balancer(
    `Scheme: internal, LoadBalancerAttributes: [{ Key: ipv6.deny_all_igw_traffic, Value: ${value} }]`,
  );

ruleCases('PS08', {
  proven: [
    ['internal', balancer('Scheme: internal')],
    [
      'a classic one',
      balancer('Scheme: internal', 'AWS::ElasticLoadBalancing::LoadBalancer'),
    ],
    ['an attribute that denies internet gateways', denying("'true'")],
    ['an attribute as a boolean', denying('true')],
    [
      'another attribute that is off',
      balancer(
        "Scheme: internal, LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: '60' }]",
      ),
    ],
    [
      'a branch that is known',
      balancer('Scheme: !If [NotProd, internal, internet-facing]'),
    ],
  ],
  violated: [
    ['an attribute that admits internet gateways', denying("'false'")],
    ['in a branch', denying("!If [Open, 'false', 'true']")],
    [
      'an item in a branch',
      balancer(
        'Scheme: internal, LoadBalancerAttributes: [!If [Open, { Key: ipv6.deny_all_igw_traffic, Value: false }, !Ref AWS::NoValue]]',
      ),
    ],
    ['no scheme', balancer('Type: application')],
    [
      'no properties',
      'Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }',
    ],
    ['internet-facing', balancer('Scheme: internet-facing')],
    ['another spelling', balancer('Scheme: Internal')],
    ['a branch', balancer('Scheme: !If [Open, internal, internet-facing]')],
    [
      'a branch without one',
      balancer('Scheme: !If [Open, internal, !Ref AWS::NoValue]'),
    ],
    [
      'a value of a parameter',
      balancer('Scheme: !Ref Anything'),
      { Anything: 'internet-facing' },
    ],
    [
      'a classic one without scheme',
      balancer(
        'LoadBalancerName: x',
        'AWS::ElasticLoadBalancing::LoadBalancer',
      ),
    ],
  ],
  unproven: [
    ['an attribute without a value', denying('!Ref Anything')],
    [
      'an attribute with an unknown key',
      balancer(
        "Scheme: internal, LoadBalancerAttributes: [{ Key: !Ref Anything, Value: 'true' }]",
      ),
    ],
    ['a parameter without a value', balancer('Scheme: !Ref Anything')],
    ['a macro', balancer('Fn::Transform: { Name: Acme }')],
  ],
});
