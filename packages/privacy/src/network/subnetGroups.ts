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
      names.flatMap(name =>
        template.property(user, name).flatMap((value): Use[] => {
          if (value.kind === 'absent' || isOwn(template, own, value)) return [];
          const group =
            value.kind === 'scalar'
              ? `subnet group ${value.text}`
              : 'a subnet group';
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
        }),
      ),
    );
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
