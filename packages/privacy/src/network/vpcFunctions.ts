import type { Node, Value } from '@private-serverless/template';
import { groupsOf, subnetsOf } from '../functions/subnets';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { identityOf } from './identity';
import { shownName } from './names';
import { listed } from './tables';
import type { Known } from './KnownNetwork';
import { type Listed, listOfIds } from './listed';
import type { Meaning } from './Use';
import { meaning } from './uses';

/** A function that runs in a VPC. */
export type VpcFunction = {
  lambda: Resource;
  /** Its VpcConfig. */
  at: Pick<Node, 'path' | 'line'>;
  subnets: Array<Meaning & { at: Node; name: string | undefined }>;
  /** Why some of its subnets are not known. */
  why?: string;
  groups: Listed;
  /** Name of the VPC, as {@link identityOf} has it, or the ID of the existing VPC. */
  vpc: Known<string>;
};

/** The functions of a template that run in a VPC. */
export const vpcFunctions = oncePerTemplate((template): VpcFunction[] =>
  template
    .ofType('AWS::Lambda::Function')
    .flatMap(lambda => read(template, lambda)),
);

function read(template: Template, lambda: Resource): VpcFunction[] {
  const items = template.items(subnetsOf(template, lambda));
  if (items.length === 0) return [];
  const unknown = items.find(({ kind }) => kind === 'unknown');
  const subnets = items.map(item => ({
    ...meaning(template, 'subnet', item),
    at: item.at,
    name: identityOf(item),
  }));
  return [
    {
      lambda,
      at: items[0].at,
      subnets,
      ...(unknown?.kind === 'unknown' && { why: unknown.why }),
      groups: listOfIds(template, groupsOf(template, lambda)),
      vpc: vpcOfAll(subnets.map(subnet => vpcOfSubnet(template, subnet))),
    },
  ];
}

/** All subnets of a function are in one VPC, so one that is known is enough. */
function vpcOfAll(vpcs: Array<Known<string>>): Known<string> {
  const known = new Set(vpcs.flatMap(({ value }) => value ?? []));
  if (known.size > 1) {
    return { why: `it may run in ${listed([...known].map(shownName))}` };
  }
  return vpcs.find(({ value }) => value !== undefined) ?? vpcs[0];
}

/** The VPC of a subnet of the template, or of an existing one that the network facts have. */
export function vpcOfSubnet(
  template: Template,
  subnet: Meaning,
): Known<string> {
  const { network } = template;
  if (subnet.is === 'unknown') {
    return { why: `the ID of a subnet ${subnet.why}` };
  }
  if (subnet.is === 'outside') {
    const known = network.subnet(subnet.id);
    return known.why === undefined
      ? { value: network.vpc().value!.id }
      : { why: known.why };
  }
  const resource = template.resource(subnet.id)!;
  return vpcOf(template.property(resource, 'VpcId'), subnet.id);
}

/** The VPC that a property `VpcId` names. */
export function vpcOf(values: readonly Value[], owner: string): Known<string> {
  const names = new Set(values.map(identityOf));
  const [name] = names;
  return names.size === 1 && name !== undefined
    ? { value: name }
    : { why: `the VPC of ${owner} is not known` };
}
