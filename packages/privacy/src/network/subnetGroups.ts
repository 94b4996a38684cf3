import type { Value } from '@private-serverless/template';
import type { Resource, Template } from '../template/Template';
import type { Use } from './Use';

/** Properties that name a group of subnets, in databases, caches and warehouses. */
const names = [
  'DBSubnetGroupName',
  'CacheSubnetGroupName',
  'ClusterSubnetGroupName',
  'SubnetGroupName',
  'ReplicationSubnetGroupIdentifier',
];

const isGroup = ({ type }: Resource) => /subnetgroup$/i.test(type);

/**
 * The uses of subnets through a subnet group that is not in the template. The group's name does not say which subnets these are.
 * The group itself, if it is in the template, names its subnets.
 */
export function usesThroughGroups(template: Template): Use[] {
  const own = new Set(
    template.resources
      .filter(isGroup)
      .flatMap(group => names.flatMap(name => textsOf(template, group, name))),
  );
  return template.resources
    .filter(resource => !isGroup(resource))
    .flatMap(user =>
      template
        .property(user)
        .flatMap(properties =>
          names.flatMap(name =>
            mayHave(properties, name)
              ? template
                  .child(properties, name)
                  .flatMap(value => useOf(template, own, user, value))
              : [],
          ),
        ),
    );
}

/** Whether properties have a name, or may have it. Almost none have one. */
function mayHave(properties: Value, name: string): boolean {
  return properties.kind !== 'map' || properties.entries.has(name);
}

function useOf(
  template: Template,
  own: Set<string>,
  user: Resource,
  value: Value,
): Use[] {
  if (value.kind === 'absent' || isOwn(template, own, value)) return [];
  const group =
    value.kind === 'scalar' ? `subnet group ${value.text}` : 'a subnet group';
  return [
    {
      kind: 'subnet',
      user,
      at: value.at,
      byName: true,
      is: 'unknown',
      why: `comes from ${group} outside the template`,
    },
  ];
}

function isOwn(template: Template, own: Set<string>, value: Value): boolean {
  if (value.kind === 'scalar') return own.has(value.text);
  const group =
    value.kind === 'reference' ? template.resource(value.id) : undefined;
  return group !== undefined && isGroup(group);
}

function textsOf(template: Template, group: Resource, name: string): string[] {
  return template
    .property(group, name)
    .flatMap(value => (value.kind === 'scalar' ? [value.text] : []));
}
