import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Environment } from './environment.ts';

/** Port of the targets: an endpoint serves HTTPS only. */
const port = 443;

/** Types that use a subnet without an address in it. */
const withoutAddress = new Set([
  'AWS::EC2::SubnetCidrReservation',
  'AWS::EC2::SubnetRouteTableAssociation',
]);

/** Whether the endpoints of services with load balancers have pinned addresses. */
export function hasPinnedTargets({ targets }: Environment): boolean {
  return targets === 'pinned';
}

/**
 * Makes the addresses that `TargetSync` pins the targets of the load balancer, and reserves them before anything else can get
 * one.
 */
export function pinTargets(template: Document): void {
  const resources = template.get('Resources') as YAMLMap;
  const addresses = template.getIn([
    'Resources',
    'TargetSync',
    'Properties',
    'Addresses',
  ]);
  if (!isSeq(addresses)) return;
  template.setIn(
    ['Resources', 'ApiTargetGroup', 'Properties', 'Targets'],
    template.createNode(
      addresses.items.map(item => ({
        Id: ((item as YAMLMap).get('Ipv4', true) as Node).clone(),
        Port: port,
      })),
    ),
  );
  const ranges = resources.items
    .filter(one => typeOf(one) === 'AWS::EC2::SubnetCidrReservation')
    .map(nameOf);
  for (const pair of resources.items) {
    if (nameOf(pair) === 'ApiTargetGroup') {
      (pair.key as Scalar).commentBefore =
        ' The reserved addresses of the VPC endpoint, which it has after TargetSync. The load balancer keeps the name of the service in\n its requests, and does not verify the certificate of the endpoint.';
    }
    if (usesSubnets(pair)) dependOn(template, pair, ranges);
  }
}

function usesSubnets(pair: Pair): boolean {
  if (withoutAddress.has(typeOf(pair))) return false;
  let found = false;
  visit(pair.value as Node, {
    Seq(_, { items }) {
      found ||= items.some(
        item =>
          isScalar(item) &&
          item.tag === '!Ref' &&
          item.value === 'PrivateSubnetA',
      );
    },
  });
  return found;
}

function dependOn(template: Document, { value }: Pair, names: string[]) {
  const resource = value as YAMLMap;
  const before = resource.get('DependsOn');
  const known = isSeq(before) ? (before.toJSON() as string[]) : before;
  const all = [...(known ? [known].flat() : []), ...names].map(String);
  const list = template.createNode(all, { flow: true });
  if (before !== undefined) {
    resource.set('DependsOn', list);
    return;
  }
  // After the type, as in the rest of the template.
  const index = resource.items.findIndex(one => nameOf(one) === 'Type') + 1;
  resource.items.splice(
    index,
    0,
    template.createPair('DependsOn', list) as Pair<unknown, unknown>,
  );
}

function nameOf({ key }: Pair<unknown, unknown>): string {
  return String(isScalar(key) ? key.value : key);
}

function typeOf({ value }: Pair<unknown, unknown>): string {
  return isMap(value) ? String(value.get('Type')) : '';
}
