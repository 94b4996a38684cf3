import type { Template } from '../template/Template';
import { identityOf } from './identity';
import type { Known } from './KnownNetwork';
import type { Meaning } from './Use';
import { vpcOfSubnet } from './vpcFunctions';

/** The main route table of a new VPC, to which a template cannot refer. */
export const mainTable = 'the main route table';

/** The route table of a subnet: its name as {@link identityOf} has it, or {@link mainTable}. */
export function tableOfSubnet(
  template: Template,
  subnet: Meaning & { name: string | undefined },
): Known<string> {
  if (subnet.name === undefined || subnet.is === 'unknown') {
    return {
      why: `the ID of a subnet ${
        subnet.is === 'unknown' ? subnet.why : 'is not known'
      }`,
    };
  }
  const associations = template
    .ofType('AWS::EC2::SubnetRouteTableAssociation')
    .filter(one =>
      template
        .property(one, 'SubnetId')
        .some(value => identityOf(value) === subnet.name),
    );
  if (associations.length > 0) {
    const names = new Set(
      associations.flatMap(one =>
        template.property(one, 'RouteTableId').map(identityOf),
      ),
    );
    const [name] = names;
    return names.size === 1 && name !== undefined
      ? { value: name }
      : { why: `the route table of ${subnet.id} is not known` };
  }
  const { network } = template;
  if (subnet.is === 'outside') return idOf(network.tableOfSubnet(subnet.id));
  const vpc = vpcOfSubnet(template, subnet);
  if (vpc.why !== undefined) return vpc;
  return vpc.value === network.vpc().value?.id
    ? idOf(network.mainTable())
    : { value: mainTable };
}

function idOf(table: Known<{ id: string }>): Known<string> {
  return table.why === undefined ? { value: table.value.id } : table;
}
