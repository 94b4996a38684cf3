import { Rule, whyNot } from '../rule';

const switches = ['MapPublicIpOnLaunch', 'AssignIpv6AddressOnCreation'];

/** PS05: subnets give out no public addresses. IPv6 addresses of a VPC are global ones. */
export const publicSubnet: Rule = {
  id: 'PS05',
  title: 'Subnets give out no public addresses',
  severity: 'H',
  why: 'A subnet that maps public addresses gives one to everything that starts in it.',
  fix: 'Set it to false, or leave it out.',
  *check(template) {
    for (const subnet of template.ofType('AWS::EC2::Subnet')) {
      for (const name of switches) {
        for (const value of template.property(subnet, name)) {
          const base = { resource: subnet.id, at: value.at };
          const text = value.kind === 'scalar' ? value.text.toLowerCase() : '';
          if (value.kind === 'absent' || text === 'false') {
            yield {
              ...base,
              status: 'proven',
              message: `${subnet.id} has no ${name}.`,
            };
          } else if (text === 'true') {
            yield {
              ...base,
              status: 'violated',
              message: `${subnet.id} has ${name}.`,
            };
          } else {
            yield {
              ...base,
              status: 'unproven',
              message: `Whether ${
                subnet.id
              } has ${name} is not known: it ${whyNot(value)}.`,
            };
          }
        }
      }
    }
  },
};
