import { absentEverywhere, placeOf, Rule } from '../rule';

/** PS03: no elastic IP and no association of one. */
export const elasticIp: Rule = {
  id: 'PS03',
  title: 'No elastic IP address',
  severity: 'H',
  why: 'An elastic IP is a public address.',
  fix: 'Remove it; nothing in a private network needs a public address.',
  *check(template) {
    const found = template.ofType('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation');
    for (const resource of found) {
      yield {
        status: 'violated',
        resource: resource.id,
        at: placeOf(resource),
        message: /association$/i.test(resource.type)
          ? `${resource.id} associates an elastic IP address.`
          : `${resource.id} is an elastic IP address.`,
      };
    }
    if (found.length === 0) yield absentEverywhere('elastic IP address');
  },
};
