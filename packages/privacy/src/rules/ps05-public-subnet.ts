import { Rule, whyUnknown } from '../rule';

const properties = ['MapPublicIpOnLaunch', 'AssignIpv6AddressOnCreation'];

/**
 * PS05: subnets assign no public addresses. IPv6 addresses of a VPC are global
 * addresses.
 */
export const publicSubnet: Rule = {
  id: 'PS05',
  title: 'Subnets assign no public addresses',
  severity: 'H',
  why: 'If a subnet assigns public addresses, every network interface that is created in it gets one.',
  fix: 'Set the property to false, or remove it.',
  *check(template) {
    for (const subnet of template.ofType('AWS::EC2::Subnet')) {
      for (const name of properties) {
        for (const value of template.property(subnet, name)) {
          const base = { resource: subnet.id, at: value.at };
          const text = value.kind === 'scalar' ? value.text.toLowerCase() : '';
          if (value.kind === 'absent' || text === 'false') {
            yield {
              ...base,
              status: 'proven',
              message: `${subnet.id} does not enable ${name}.`,
            };
          } else if (text === 'true') {
            yield {
              ...base,
              status: 'violated',
              message: `${subnet.id} enables ${name}.`,
            };
          } else {
            yield {
              ...base,
              status: 'unproven',
              message: `Cannot determine whether ${
                subnet.id
              } enables ${name}: the value ${whyUnknown(value)}.`,
            };
          }
        }
      }
    }
  },
};
