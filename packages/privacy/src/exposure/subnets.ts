import type { Value } from '@private-serverless/template';
import type { Decide, Decision } from '../census/observe';
import { itemsOf, valuesAt } from '../census/valuesAt';
import { meaning } from '../network/uses';
import type { Resource, Template } from '../template/Template';

/** What assigns a public address if the resource says nothing: its subnets, and launch templates outside the template. */
export type Placement = {
  /** Paths of the subnets. */
  subnets: readonly string[];
  /** Paths of the launch templates that can set the address too. */
  launchTemplates?: readonly string[];
  /** Path of existing network interfaces, which get no address at a launch. */
  interfaces?: string;
};

const switches = ['MapPublicIpOnLaunch', 'AssignIpv6AddressOnCreation'];

/** Decides by the subnets whether a resource without a switch of its own gets a public address. */
export function bySubnets(placement: Placement): Decide {
  return (template, resource, value) =>
    value.kind === 'unknown'
      ? undefined
      : decide(template, resource, placement);
}

function decide(
  template: Template,
  resource: Resource,
  { subnets, launchTemplates = [], interfaces }: Placement,
): Decision | undefined {
  const { id } = resource;
  const templates = launchTemplates.flatMap(path =>
    present(template, resource, path),
  );
  const own = templates.map(value =>
    value.kind === 'reference' ? template.resource(value.id) : undefined,
  );
  if (own.includes(undefined)) {
    return {
      status: 'unproven',
      message: `Cannot determine whether ${id} gets a public address: its launch template is not in the template.`,
      fix: 'Declare the launch template in this template.',
    };
  }
  const named = [
    ...subnets.flatMap(path => present(template, resource, path)),
    ...own.flatMap(one =>
      one
        ? present(
            template,
            one,
            'LaunchTemplateData.NetworkInterfaces.SubnetId',
          )
        : [],
    ),
  ];
  if (named.length === 0) {
    if (interfaces && present(template, resource, interfaces).length > 0) {
      return {
        status: 'proven',
        message: `${id} has existing network interfaces, which get no public address.`,
      };
    }
    return {
      status: 'violated',
      message: `${id} names no subnet, so it runs in a default subnet, which assigns public addresses.`,
      fix: `Set ${subnets[0]} to private subnets.`,
    };
  }
  const decisions = named.map(value => bySubnet(template, id, value));
  return (
    decisions.find(({ status }) => status === 'violated') ??
    decisions.find(({ status }) => status === 'unproven') ??
    decisions[0]
  );
}

function bySubnet(template: Template, id: string, value: Value): Decision {
  const subnet = meaning(template, 'subnet', value);
  if (subnet.is === 'inside') {
    const own = template.resource(subnet.id)!;
    const values = switches.flatMap(name => template.property(own, name));
    const texts = values.map(one =>
      one.kind === 'scalar' ? one.text.toLowerCase() : one.kind,
    );
    const isOpen = texts.includes('true');
    return {
      status: texts.every(text => text === 'false' || text === 'absent')
        ? 'proven'
        : (isOpen && 'violated') || 'unproven',
      message: isOpen
        ? `${id} gets a public address from its subnet ${subnet.id}.`
        : `Subnet ${subnet.id} decides about a public address of ${id}.`,
      fix: `Do not assign public addresses in ${subnet.id}.`,
    };
  }
  const known =
    subnet.is === 'outside'
      ? template.network.subnet(subnet.id)
      : { why: `the ID of a subnet ${subnet.why}` };
  if (known.why !== undefined) {
    return {
      status: 'unproven',
      message: `Cannot determine whether the subnet of ${id} assigns public addresses: ${known.why}.`,
      fix: template.network.advice,
    };
  }
  const { mapsPublicAddresses } = known.value;
  return {
    status: mapsPublicAddresses ? 'violated' : 'proven',
    message: `${id} runs in ${known.value.id}, which ${
      mapsPublicAddresses ? 'assigns' : 'does not assign'
    } public addresses, ${template.network.source}.`,
    fix: 'Use subnets that assign no public addresses.',
  };
}

/** The values of a path that are present, one for each item of a list. */
export function present(
  template: Template,
  resource: Resource,
  path: string,
): Value[] {
  return valuesAt(template, resource, path)
    .flatMap(value => itemsOf(template, value))
    .filter(({ kind }) => kind !== 'absent');
}
