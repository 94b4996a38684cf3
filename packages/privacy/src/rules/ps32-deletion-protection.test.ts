import { templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const of = (type: string, properties: string) =>
  `Thing: { Type: AWS::${type}, Properties: { ${properties} } }`;
const balancer = (value: string) =>
  of(
    'ElasticLoadBalancingV2::LoadBalancer',
    `LoadBalancerAttributes: [{ Key: deletion_protection.enabled, Value: ${value} }]`,
  );
const findings = (resources: string, production?: boolean) => {
  const verdict = verifyTemplate({
    template: templateOf(resources),
    intent: { production },
  });
  return {
    status: verdict.rules.PS32,
    findings: verdict.findings.filter(({ rule }) => rule === 'PS32'),
  };
};

it.each([
  ['a load balancer', balancer("'true'")],
  ['a database', of('RDS::DBInstance', 'DeletionProtection: true')],
  ['a user pool', of('Cognito::UserPool', 'DeletionProtection: ACTIVE')],
])('proves %s', (_name, resources) => {
  expect(findings(resources, true)).toEqual({ status: 'proven', findings: [] });
});

it.each([
  [
    'a load balancer without the attribute',
    of('ElasticLoadBalancingV2::LoadBalancer', 'Type: network'),
  ],
  ['a load balancer with the attribute off', balancer("'false'")],
  ['a database', of('RDS::DBCluster', 'Engine: x')],
  [
    'a database in a branch',
    of('RDS::DBCluster', 'DeletionProtection: !If [Open, true, false]'),
  ],
  ['a user pool', of('Cognito::UserPool', 'DeletionProtection: INACTIVE')],
  ['a firewall', of('NetworkFirewall::Firewall', 'DeleteProtection: false')],
])('informs about %s', (_name, resources) => {
  expect(findings(resources, true)).toMatchObject({
    status: 'violated',
    findings: [
      {
        severity: 'L',
        blocking: false,
        resource: 'Thing',
        fix: expect.stringContaining('Turn on'),
      },
    ],
  });
});

it('cannot determine a value that is not known', () => {
  expect(findings(balancer('!Ref Anything'), true).status).toBe('unproven');
});

it.each([
  ['outside production', balancer('false'), false],
  ['if nothing is stated', balancer('false'), undefined],
  [
    'to an instance of a cluster',
    of('RDS::DBInstance', 'DBClusterIdentifier: x'),
    true,
  ],
])('does not apply %s', (_name, resources, production) => {
  expect(findings(resources, production).status).toBe('not-applicable');
});
