import { ruleCases } from '../__testUtils__/ruleCases';

const listener = (properties: string) =>
  `Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { ${properties} } }`;
const policy = (name: string) =>
  listener(`Protocol: HTTPS, Port: 443, SslPolicy: ${name}`);

const classic = (protocol: string) =>
  `Balancer: { Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: { Scheme: internal, Listeners: [{ Protocol: TCP, LoadBalancerPort: '443' }, { Protocol: ${protocol}, LoadBalancerPort: '80' }] } }`;

ruleCases('PS30', {
  proven: [
    'ELBSecurityPolicy-TLS13-1-2-2021-06',
    'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    'ELBSecurityPolicy-TLS13-1-3-2021-06',
    'ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04',
    'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    'ELBSecurityPolicy-TLS-1-2-Ext-2018-06',
    'ELBSecurityPolicy-FS-1-2-Res-2020-10',
  ].map(name => [name, policy(name)]),
  violated: [
    ...[
      'ELBSecurityPolicy-2016-08',
      'ELBSecurityPolicy-TLS-1-0-2015-04',
      'ELBSecurityPolicy-TLS-1-1-2017-01',
      'ELBSecurityPolicy-TLS13-1-0-2021-06',
      'ELBSecurityPolicy-TLS13-1-1-2021-06',
      'ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04',
      'ELBSecurityPolicy-FS-2018-06',
      'ELBSecurityPolicy-FS-1-1-2019-08',
      'ELBSecurityPolicy-TLS-1-22',
    ].map((name): [string, string] => [name, policy(name)]),
    ['no policy', listener('Protocol: HTTPS')],
    ['HTTP', listener('Protocol: HTTP, Port: 80')],
    ['HTTP of a classic load balancer', classic('http')],
    [
      'HTTP that redirects',
      listener(
        'Protocol: HTTP, DefaultActions: [{ Type: redirect, RedirectConfig: { Protocol: HTTPS, StatusCode: HTTP_301 } }]',
      ),
    ],
    [
      'HTTP in a branch',
      listener(
        'Protocol: !If [Open, HTTP, HTTPS], SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06',
      ),
    ],
    [
      'an old policy in a branch',
      policy(
        '!If [Open, ELBSecurityPolicy-2016-08, ELBSecurityPolicy-TLS13-1-2-2021-06]',
      ),
    ],
  ],
  unproven: [
    ['a policy without a value', policy('!Ref Anything')],
    ['a protocol without a value', listener('Protocol: !Ref Anything')],
    ['no protocol', listener('Port: 443')],
    ['HTTPS of a classic load balancer', classic('HTTPS')],
    [
      'a protocol of a classic load balancer without a value',
      classic('!Ref Anything'),
    ],
  ],
});
