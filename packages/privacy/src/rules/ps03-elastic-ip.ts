import { observeRoutes } from '../network/routes';
import { provenAbsent, placeOf, Rule } from '../rule';

/** PS03: no Elastic IP address and no association of one. */
export const elasticIp: Rule = {
  id: 'PS03',
  title: 'No Elastic IP address',
  severity: 'H',
  why: 'An Elastic IP address is public.',
  fix: 'Remove the Elastic IP address. Resources in a private network do not need one.',
  *check(template) {
    const found = template.ofType('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation');
    for (const resource of found) {
      yield {
        status: 'violated',
        resource: resource.id,
        at: placeOf(resource),
        message: /association$/i.test(resource.type)
          ? `${resource.id} associates an Elastic IP address.`
          : `${resource.id} is an Elastic IP address.`,
      };
    }
    if (found.length === 0) yield provenAbsent('Elastic IP address');
    // The facts do not have the addresses of other resources in these subnets. Without this route, no such address works.
    yield* observeRoutes(template, {
      question: 'an Elastic IP address works in the network',
      judge: ({ destination, target }) =>
        /^igw-/.test(target)
          ? {
              status: 'unproven',
              what: `routes ${destination} to ${target}, so an Elastic IP address of a resource in these subnets is reachable`,
              fix: 'Use subnets whose route table has no route to an internet gateway.',
            }
          : undefined,
      good: 'has no route to an internet gateway, so no Elastic IP address is reachable',
    });
  },
};
