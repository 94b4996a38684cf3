import { identityOf } from '../network/identity';
import { outsideSubnets } from '../network/tables';
import type { Template } from '../template/Template';
import type { Picture } from './model';

/** The VPCs of a template with the number of their subnets, and the existing network that it uses. */
export function networksOf(template: Template): Picture['networks'] {
  const counts = new Map<string, number>();
  for (const vpc of template.ofType('AWS::EC2::VPC')) {
    counts.set(`resource ${vpc.id}`, 0);
  }
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const subnet of template.ofType('AWS::EC2::Subnet')) {
    const names = new Set(template.property(subnet, 'VpcId').map(identityOf));
    const [name] = names;
    add(names.size === 1 && name !== undefined ? name : '');
  }
  const outside = outsideSubnets(template);
  if (outside.length > 0) {
    const existing = template.network.vpc().value?.id ?? '';
    for (const _ of outside) add(existing);
  }
  return [...counts].map(([name, subnets]) => ({
    label: labelOf(name),
    subnets,
  }));
}

function labelOf(name: string): string {
  if (name === '') return 'Existing VPC';
  const [, id] = /^resource (.+)$/.exec(name) ?? [];
  if (id !== undefined) return `VPC ${id}`;
  return `Existing VPC ${name.replace(/^parameter /, '')}`;
}
