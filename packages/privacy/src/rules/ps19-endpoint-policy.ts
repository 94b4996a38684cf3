import { policyDocuments } from '../policy/document';
import { judgeFullAccess } from '../policy/fullAccess';
import { Rule } from '../rule';

/** Endpoints that take no policy: they lead to appliances, not to a service. */
const withoutPolicy = ['GatewayLoadBalancer'];

/** PS19: every VPC endpoint has a policy, and it is not full access. */
export const endpointPolicy: Rule = {
  id: 'PS19',
  title: 'VPC endpoints have policies of their own',
  severity: 'H',
  why: "The default endpoint policy lets anything in the VPC send data to anybody's account through the endpoint.",
  fix: 'Set a PolicyDocument that names the principals, the actions and the resources that this service needs.',
  *check(template) {
    for (const endpoint of template.ofType('AWS::EC2::VPCEndpoint')) {
      const takesNone = template
        .property(endpoint, 'VpcEndpointType')
        .every(
          type => type.kind === 'scalar' && withoutPolicy.includes(type.text),
        );
      if (takesNone) continue;
      for (const document of policyDocuments(
        template,
        template.property(endpoint, 'PolicyDocument'),
      )) {
        const { status, at, message } = judgeFullAccess(template, document);
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
