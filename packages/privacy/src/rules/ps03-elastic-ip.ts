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
  },
};
