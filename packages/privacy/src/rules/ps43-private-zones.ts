import { classifyCidr, type Value } from '@private-serverless/template';
import { observeRecords } from '../exposure/records';
import {
  type Observation,
  placeOf,
  provenAbsent,
  type Rule,
  whyUnknown,
} from '../rule';
import type { Resource, Template } from '../template/Template';

/** PS43: hosted zones are private, and no resolver serves private names to the internet. */
export const privateZones: Rule = {
  id: 'PS43',
  title: 'Hosted zones are private',
  severity: 'H',
  why: 'A hosted zone without a VPC is public: everybody can look up the names and addresses of internal services.',
  fix: 'Add the VPC to VPCs of the hosted zone.',
  *check(template) {
    const found: Observation[] = [
      ...template
        .ofType('AWS::Route53::HostedZone')
        .map(zone => observeZone(template, zone)),
      ...template
        .ofType('AWS::ServiceDiscovery::PublicDnsNamespace')
        .map(namespace => ({
          status: 'violated' as const,
          resource: namespace.id,
          at: placeOf(namespace),
          message: `${namespace.id} is a public DNS namespace.`,
          fix: 'Use AWS::ServiceDiscovery::PrivateDnsNamespace.',
        })),
      ...template
        .ofType('AWS::Route53GlobalResolver::HostedZoneAssociation')
        .map(association => ({
          status: 'violated' as const,
          severity: 'M' as const,
          resource: association.id,
          at: placeOf(association),
          message: `${association.id} lets a global resolver, which has public addresses, serve a private hosted zone.`,
          fix: 'Remove the association. Use Resolver endpoints in the VPC.',
        })),
      ...template
        .ofType('AWS::Route53GlobalResolver::AccessSource')
        .flatMap(source => observeSource(template, source)),
      ...observeRecords(template),
    ];
    yield* found;
    if (found.length === 0) yield provenAbsent('public hosted zone');
  },
};

function observeZone(template: Template, zone: Resource): Observation {
  const { id } = zone;
  const lists = template.property(zone, 'VPCs');
  const unknown = lists.find(({ kind }) => kind === 'unknown');
  const isEmpty = lists.some(
    list => list.kind !== 'unknown' && !hasItem(template, list),
  );
  if (isEmpty) {
    return {
      status: 'violated',
      resource: id,
      at: placeOf(zone),
      message: `${id} is a public hosted zone, because it has no VPCs.`,
    };
  }
  return unknown
    ? {
        status: 'unproven',
        resource: id,
        at: unknown.at,
        message: `Cannot determine whether ${id} is a private hosted zone: the value of VPCs ${whyUnknown(
          unknown,
        )}.`,
      }
    : {
        status: 'proven',
        resource: id,
        at: lists[0].at,
        message: `${id} is a private hosted zone.`,
      };
}

/** Whether a list certainly has an item. */
function hasItem(template: Template, list: Value): boolean {
  return (
    list.kind === 'list' &&
    list.items.some(item =>
      template.values(item).every(({ kind }) => kind !== 'absent'),
    )
  );
}

function observeSource(template: Template, source: Resource): Observation[] {
  const { id } = source;
  return template.property(source, 'Cidr').map(value => {
    const kind = value.kind === 'scalar' ? classifyCidr(value.text) : undefined;
    const base = { resource: id, at: value.at };
    if (value.kind === 'scalar' && kind !== 'invalid') {
      return {
        ...base,
        status: kind === 'private' ? 'proven' : 'violated',
        message: `${id} admits clients of the global resolver from ${value.text}.`,
        fix: 'Name the private ranges of your own clients.',
      };
    }
    return {
      ...base,
      status: 'unproven',
      message: `Cannot determine whom ${id} admits to the global resolver: the value of Cidr ${whyUnknown(
        value,
      )}.`,
    };
  });
}
