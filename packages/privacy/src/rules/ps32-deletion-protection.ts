import type { Truth, Value } from '@private-serverless/template';
import { expectValues, isTrue } from '../expectation';
import { loadBalancerAttribute } from '../network/loadBalancerAttributes';
import { Rule } from '../rule';
import { Resource, Template } from '../template/Template';

/** Types with protection from deletion, and the property. Source: the resource specification. PS37 has tables. */
const protections: Array<[type: string, property: string]> = [
  ['AWS::Cognito::UserPool', 'DeletionProtection'],
  ['AWS::DocDB::DBCluster', 'DeletionProtection'],
  ['AWS::DSQL::Cluster', 'DeletionProtectionEnabled'],
  ['AWS::EKS::Cluster', 'DeletionProtection'],
  ['AWS::Neptune::DBCluster', 'DeletionProtection'],
  ['AWS::NeptuneGraph::Graph', 'DeletionProtection'],
  ['AWS::NetworkFirewall::Firewall', 'DeleteProtection'],
  ['AWS::RDS::DBCluster', 'DeletionProtection'],
  ['AWS::RDS::DBInstance', 'DeletionProtection'],
  ['AWS::RDS::GlobalCluster', 'DeletionProtection'],
];

/** PS32: in production, load balancers, databases and user pools are protected from deletion. */
export const deletionProtection: Rule = {
  id: 'PS32',
  title: 'Deletion protection is on in production',
  severity: 'L',
  why: 'One wrong command deletes an unprotected load balancer or database, and the service with it.',
  fix: 'Turn on deletion protection.',
  *check(template) {
    if (!template.intent.production) return;
    for (const balancer of template.ofType(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
    )) {
      const key = 'deletion_protection.enabled';
      const values = loadBalancerAttribute(template, balancer, key);
      yield* expectValues(balancer, values, expectation(key));
    }
    for (const [type, property] of protections) {
      for (const resource of template.ofType(type)) {
        if (isMember(template, resource)) continue;
        yield* expectValues(
          resource,
          template.property(resource, property),
          expectation(property),
        );
      }
    }
  },
};

function expectation(setting: string) {
  return {
    accepts: isOn,
    good: 'has deletion protection',
    bad: `has no deletion protection: ${setting} is not on`,
    fix: `Turn on ${setting}.`,
  };
}

/** A user pool says ACTIVE, others say true. */
function isOn(value: Value): Truth {
  return value.kind === 'scalar' && value.text === 'ACTIVE'
    ? true
    : isTrue(value);
}

/** An instance in a cluster is protected with the cluster. */
function isMember(template: Template, resource: Resource): boolean {
  return (
    /^aws::rds::dbinstance$/i.test(resource.type) &&
    template
      .property(resource, 'DBClusterIdentifier')
      .every(({ kind }) => kind !== 'absent')
  );
}
