import { outsideSubnets } from '../network/tables';
import { Observation, Rule, whyUnknown } from '../rule';
import type { Template } from '../template/Template';

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
    yield* observeOutside(template);
    for (const subnet of template.ofType('AWS::EC2::Subnet')) {
      for (const name of properties) {
        for (const value of template.property(subnet, name)) {
          const change = { path: `Properties.${name}`, value: false };
          const base = { resource: subnet.id, at: value.at, change };
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

/** Observes the subnets that the template uses and does not have. */
function* observeOutside(template: Template): Iterable<Observation> {
  const reasons = new Set<string>();
  for (const use of outsideSubnets(template)) {
    const base = { resource: use.user.id, at: use.at };
    const subnet =
      use.is === 'outside'
        ? template.network.subnet(use.id)
        : { why: `its ID ${use.why}` };
    const name = use.is === 'outside' ? use.id : 'a subnet';
    if (subnet.why !== undefined) {
      // What is not known for the same reason is one finding.
      if (reasons.has(subnet.why)) continue;
      reasons.add(subnet.why);
      yield {
        ...base,
        status: 'unproven',
        message: `Cannot determine whether ${name} assigns public addresses: ${use.user.id} uses it, and ${subnet.why}.`,
        fix: template.network.advice,
      };
    } else {
      const assigns = subnet.value.mapsPublicAddresses;
      yield {
        ...base,
        status: assigns ? 'violated' : 'proven',
        message: `${use.user.id} uses ${name}, which ${
          assigns ? 'assigns' : 'does not assign'
        } public addresses, ${template.network.source}.`,
        fix: 'Use subnets that assign no public addresses, or change the subnet.',
      };
    }
  }
}
