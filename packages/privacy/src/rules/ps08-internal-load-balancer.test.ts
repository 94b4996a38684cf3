import { ruleCases } from '../__testUtils__/ruleCases';

const balancer = (
  properties: string,
  type = 'AWS::ElasticLoadBalancingV2::LoadBalancer',
) => `Balancer: { Type: ${type}, Properties: { ${properties} } }`;

ruleCases('PS08', {
  proven: [
    ['internal', balancer('Scheme: internal')],
    [
      'a classic one',
      balancer('Scheme: internal', 'AWS::ElasticLoadBalancing::LoadBalancer'),
    ],
    [
      'a branch that is known',
      balancer('Scheme: !If [NotProd, internal, internet-facing]'),
    ],
  ],
  violated: [
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
    ['a parameter without a value', balancer('Scheme: !Ref Anything')],
    ['a macro', balancer('Fn::Transform: { Name: Acme }')],
  ],
});
