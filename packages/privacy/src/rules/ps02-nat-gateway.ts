import { absentEverywhere, placeOf, Rule } from '../rule';

/** PS02: no NAT gateway. */
export const natGateway: Rule = {
  id: 'PS02',
  title: 'No NAT gateway',
  severity: 'H',
  why: 'A NAT gateway lets code in the VPC send data anywhere on the internet.',
  fix: 'Remove it; give each AWS service that the code calls a VPC endpoint.',
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
    if (found.length === 0) yield absentEverywhere('NAT gateway');
  },
};
