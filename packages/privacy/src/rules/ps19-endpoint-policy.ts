import { policyDocuments } from '../policy/document';
import { assessFullAccess } from '../policy/fullAccess';
import { Rule } from '../rule';

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
  },
};
