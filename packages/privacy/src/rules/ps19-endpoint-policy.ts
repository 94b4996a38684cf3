import { endpointsInUse } from '../network/endpoints';
import { nodeOfData } from '../policy/json';
import { policyDocuments } from '../policy/document';
import { assessFullAccess } from '../policy/fullAccess';
import { Observation, Rule } from '../rule';
import type { Template } from '../template/Template';

/** Endpoint types without a policy. They connect to appliances, not to a service. */
const withoutPolicy = ['GatewayLoadBalancer'];

/** PS19: every VPC endpoint has a policy, and it is not full access. */
export const endpointPolicy: Rule = {
  id: 'PS19',
  title: 'VPC endpoints have their own policies',
  severity: 'H',
  why: 'With the default endpoint policy, code in the VPC can send data to any AWS account through the endpoint.',
  fix: 'Set a PolicyDocument that names the principals, the actions and the resources that this service needs.',
  *check(template) {
    for (const endpoint of template.ofType('AWS::EC2::VPCEndpoint')) {
      const hasNoPolicy = template
        .property(endpoint, 'VpcEndpointType')
        .every(
          type => type.kind === 'scalar' && withoutPolicy.includes(type.text),
        );
      if (hasNoPolicy) continue;
      for (const document of policyDocuments(
        template,
        template.property(endpoint, 'PolicyDocument'),
      )) {
        const { status, at, message } = assessFullAccess(template, document);
        yield {
          status,
          resource: endpoint.id,
          at,
          message: `${endpoint.id}: ${message}`,
        };
      }
    }
    yield* observeOutside(template);
  },
};

/** Observes the policies of the endpoints that the template uses and does not have. */
function* observeOutside(template: Template): Iterable<Observation> {
  for (const { endpoint, subject, resource, at } of endpointsInUse(template)) {
    const why =
      endpoint.why ??
      (endpoint.value.policy === undefined
        ? `the network facts do not have the policy of ${endpoint.value.id}`
        : undefined);
    if (why !== undefined) {
      yield {
        status: 'unproven',
        resource,
        at,
        message: `Cannot evaluate the endpoint policy: ${subject}, and ${why}.`,
        fix: template.network.advice,
      };
      continue;
    }
    const policy = nodeOfData(endpoint.value!.policy, at);
    for (const document of policy
      ? policyDocuments(template, template.values(policy))
      : [{ kind: 'unknown' as const, at, why: 'cannot be read' }]) {
      const { status, message } = assessFullAccess(template, document);
      yield {
        status,
        resource,
        at,
        message: `${subject}, ${template.network.source}: ${message}`,
        fix: `Restrict the policy of endpoint ${
          endpoint.value!.id
        }, or use an endpoint with its own policy.`,
      };
    }
  }
}
