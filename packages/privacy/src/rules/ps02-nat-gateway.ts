import { observeRoutes } from '../network/routes';
import { provenAbsent, placeOf, Rule } from '../rule';

/** PS02: no NAT gateway. */
export const natGateway: Rule = {
  id: 'PS02',
  title: 'No NAT gateway',
  severity: 'H',
  why: 'With a NAT gateway, code in the VPC can send data to any address on the internet.',
  fix: 'Remove the NAT gateway. Add a VPC endpoint for each AWS service that the code calls.',
  *check(template) {
    const found = template.ofType('AWS::EC2::NatGateway');
    for (const resource of found) {
      yield {
        status: 'violated',
        resource: resource.id,
        at: placeOf(resource),
        message: `${resource.id} is a NAT gateway.`,
      };
    }
    if (found.length === 0) yield provenAbsent('NAT gateway');
    yield* observeRoutes(template, {
      question: 'the network has a NAT gateway',
      judge: ({ destination, target }) =>
        /^nat-/.test(target)
          ? {
              status: 'violated',
              what: `routes ${destination} to NAT gateway ${target}`,
              fix: 'Remove the route, or use subnets with another route table. Use a VPC endpoint for each AWS service that the code calls.',
            }
          : undefined,
      good: 'has no route to a NAT gateway',
    });
  },
};
