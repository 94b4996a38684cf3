import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { existsWith } from '../template/existence';
import { identityOf } from './identity';
import type { Known } from './KnownNetwork';
import type { Meaning } from './Use';
import { vpcOfSubnet } from './vpcFunctions';

/** The main route table of a new VPC, to which a template cannot refer. */
export const mainTable = 'the main route table';

const associationsBySubnet = oncePerTemplate(template => {
  const found = new Map<string, Resource[]>();
  for (const one of template.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
    for (const name of template.property(one, 'SubnetId').map(identityOf)) {
      if (name === undefined) continue;
      const same = found.get(name) ?? [];
      same.push(one);
      found.set(name, same);
    }
  }
  return found;
});

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
  const associations = associationsBySubnet(template).get(subnet.name) ?? [];
  if (associations.length > 0) {
    const names = new Set(
      associations.flatMap(one =>
        template.property(one, 'RouteTableId').map(identityOf),
      ),
    );
    const [name] = names;
    const own =
      subnet.is === 'inside' ? template.resource(subnet.id) : undefined;
    const isCertain = associations.some(one =>
      own ? existsWith(template, one, own) : template.certainlyExists(one),
    );
    return names.size === 1 && name !== undefined && isCertain
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
