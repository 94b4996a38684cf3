import {
  functionOf,
  type Node,
  stringOf,
  type Value,
} from '@private-serverless/template';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { usesThroughGroups } from './subnetGroups';
import type { Kind, Meaning, Use } from './Use';

/** Properties that name a resource of each kind, in any resource type. */
const keys: Record<Kind, RegExp> = {
  // Auto Scaling has its subnets in VPCZoneIdentifier.
  subnet: /^((vpc)?subnets?(ids?)?|vpczoneidentifier)$/i,
  group: /^((vpc)?securitygroups?(ids?)?|groupset)$/i,
  endpoint: /^vpcendpointids?$/i,
  // Case-sensitive: a hosted zone names the VPCs that it serves in VPCId, which may be other networks.
  vpc: /^VpcId$/,
  // Only as a source: the entries of destinations are not examined.
  prefixList: /^SourcePrefixListId$/i,
};

const kinds = Object.keys(keys) as Kind[];

/** IDs that are a use in any property. The ID of a group may be only the source or destination of a rule. */
const ids: Partial<Record<Kind, RegExp>> = {
  subnet: /^subnet-[0-9a-z]+$/,
  endpoint: /^vpce-[0-9a-z]+$/,
};

/** Types of the resources of each kind, with the attributes that are their ID. */
const inside: Record<Kind, { type: string; attribute: RegExp }> = {
  subnet: { type: 'aws::ec2::subnet', attribute: /^SubnetId$/ },
  group: { type: 'aws::ec2::securitygroup', attribute: /^(GroupId|Id)$/ },
  endpoint: { type: 'aws::ec2::vpcendpoint', attribute: /^Id$/ },
  vpc: { type: 'aws::ec2::vpc', attribute: /^VpcId$/ },
  prefixList: { type: 'aws::ec2::prefixlist', attribute: /^PrefixListId$/ },
};

/** Types that change something of a subnet or group, but place nothing in it. */
const withoutPlacement = new Set(
  [
    'AWS::EC2::SubnetRouteTableAssociation',
    'AWS::EC2::SubnetNetworkAclAssociation',
    'AWS::EC2::SubnetCidrBlock',
    'AWS::EC2::SubnetCidrReservation',
    'AWS::EC2::FlowLog',
  ].map(type => type.toLowerCase()),
);

const tableAssociation = 'aws::ec2::subnetroutetableassociation';

/** Every use of a subnet, security group, endpoint, VPC or prefix list in the properties of a template, in the order of the template. */
export const usesOf = oncePerTemplate((template): Use[] => {
  const kindOfKey = kindsOfKeys();
  return [
    ...template.resources
      .filter(one => !placesNothing(template, one))
      .flatMap(user => usesBy(template, user, kindOfKey)),
    ...usesThroughGroups(template),
  ];
});

/**
 * Whether a resource leaves what is in an existing subnet or group as private as it is. Another existing route table may make a
 * subnet public. The routes of a table of the template are judged.
 */
function placesNothing(template: Template, resource: Resource): boolean {
  const type = resource.lowerType;
  if (!withoutPlacement.has(type)) return false;
  return (
    type !== tableAssociation ||
    template.property(resource, 'RouteTableId').every(value => {
      const table = template.resource(referenceOf(value).id ?? '');
      return table?.lowerType === 'aws::ec2::routetable';
    })
  );
}

/** The kind of each property name that was asked for. Templates have few different names. */
function kindsOfKeys(): (key: string) => Kind | undefined {
  const known = new Map<string, Kind | 'none'>();
  return key => {
    const kind =
      known.get(key) ?? kinds.find(one => keys[one].test(key)) ?? 'none';
    known.set(key, kind);
    return kind === 'none' ? undefined : kind;
  };
}

function usesBy(
  template: Template,
  user: Resource,
  kindOfName: (key: string) => Kind | undefined,
): Use[] {
  // Only network interfaces of EC2 have security groups in Groups. For others, these are groups of users, say.
  const isOfEc2 = /^AWS::EC2::/i.test(user.type);
  const kindOfKey = (key: string) =>
    isOfEc2 && key === 'Groups' ? 'group' : kindOfName(key);
  const uses: Use[] = [];
  // What a function returns may be shared, and a hostile template shares many. A node may have another meaning in another property,
  // such as an entry of a mapping.
  const seen = new Map<Kind | undefined, Set<Node>>();
  function isSeen(node: Node, key: string): boolean {
    const kind = kindOfKey(key);
    const nodes = seen.get(kind) ?? new Set();
    if (nodes.has(node)) return true;
    seen.set(kind, nodes.add(node));
    return false;
  }
  function visit(node: Node, key: string): void {
    if (node.kind === 'list') {
      for (const item of node.items) visit(item, key);
    } else if (node.kind === 'map' && functionOf(node) === undefined) {
      for (const [name, child] of node.entries) visit(child, name);
    } else if (kindOfKey(key) || !cannotBeId(node)) {
      if (node.kind === 'map' && isSeen(node, key)) return;
      for (const value of template.values(node)) walk(value, key, node);
    }
  }
  /** @param from - the function that has the value. The items of a list parameter have the place of the reference to it */
  function walk(value: Value, key: string, from?: Node): void {
    if (value.kind === 'absent') return;
    if (value.kind === 'map' || value.kind === 'list') {
      if (value.at !== from && isSeen(value.at, key)) return;
      const isMap = value.kind === 'map';
      if (isMap) for (const [name, node] of value.entries) visit(node, name);
      else for (const node of value.items) visit(node, key);
      return;
    }
    const named = kindOfKey(key);
    const kind = named ?? kindOfId(value);
    if (!kind) return;
    const { at } = value;
    const byName = named !== undefined;
    uses.push({ kind, user, at, byName, ...meaning(template, kind, value) });
  }
  for (const value of template.get(user.node, 'Properties')) walk(value, '');
  return uses;
}

function kindOfId(value: Value): Kind | undefined {
  return value.kind === 'scalar' && isId(value.text)
    ? kinds.find(kind => ids[kind]?.test(value.text))
    : undefined;
}

/** Functions that return ranges, zones or data, never an ID. */
const withoutIds = new Set(['Fn::Cidr', 'Fn::GetAZs', 'Fn::Base64']);

/** Whether a value is certainly not an ID by itself. Most properties are such texts, and resolving them takes longer. */
function cannotBeId(node: Node): boolean {
  if (node.kind === 'scalar') return !isId(node.value);
  if (node.kind !== 'map' || node.entries.size !== 1) return false;
  const [[name, argument]] = node.entries;
  if (withoutIds.has(name)) return true;
  if (name === 'Fn::Select' && argument.kind === 'list') {
    const [, list] = argument.items;
    return list?.kind === 'map' && cannotBeId(list);
  }
  const text = name === 'Fn::Sub' ? stringOf(argument) : undefined;
  return text !== undefined && !text.startsWith('${') && !isId(text);
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^(subnet|vpce)-/.test(value);
}

/** Whether a template uses an existing network: names a resource of one, or something that may be one. */
export function usesExistingNetwork(template: Template): boolean {
  return usesOf(template).some(({ is }) => is !== 'inside');
}

/** What a value of a property of this kind refers to. */
export function meaning(template: Template, kind: Kind, value: Value): Meaning {
  if (value.kind === 'scalar' && !value.symbolic) {
    return { is: 'outside', id: value.text.trim() };
  }
  const { id, attribute } = referenceOf(value);
  if (id === undefined) {
    const why = value.kind === 'unknown' ? value.why : 'is not an ID';
    return { is: 'unknown', why };
  }
  const type = template.resource(id)?.lowerType ?? '';
  const fits =
    type === inside[kind].type &&
    (attribute === undefined || inside[kind].attribute.test(attribute));
  // The default group of a new VPC admits only its own members.
  const isDefaultGroup =
    kind === 'group' &&
    type === 'aws::ec2::vpc' &&
    attribute === 'DefaultSecurityGroup';
  return fits || isDefaultGroup
    ? { is: 'inside', id }
    : { is: 'unknown', why: `comes from ${id}, which may return any ID` };
}

/** A reference, also one that is a whole string, such as `${Subnet}`. */
export function referenceOf(value: Value): { id?: string; attribute?: string } {
  if (value.kind === 'reference') return value;
  if (value.kind !== 'scalar') return {};
  const [, id, attribute] = /^\$\{(\w+)(?:\.(\w+))?\}$/.exec(value.text) ?? [];
  return { id, attribute };
}
