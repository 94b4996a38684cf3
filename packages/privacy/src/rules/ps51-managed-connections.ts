import { type Value } from '@private-serverless/template';
import { censusOf } from '../census/exposure';
import { meaningOf } from '../census/observe';
import { presentResources } from '../census/observePresence';
import { valuesAt } from '../census/valuesAt';
import {
  type Observation,
  placeOf,
  provenAbsent,
  type Rule,
  type Severity,
  whyUnknown,
} from '../rule';
import type { Resource, Template } from '../template/Template';

/** PS51: resources that let others into the VPC are declared, and none opens whole ranges. */
export const managedConnections: Rule = {
  id: 'PS51',
  title: 'Managed connections into the VPC are declared',
  severity: 'H',
  why: 'A resource gateway, a tunnel or a managed private connection lets a service or another account into the VPC without a route or a public address.',
  fix: 'Remove the resource. If it is meant to be, declare it: Metadata: { privateServerless: connectivity }.',
  *check(template) {
    const found = [
      ...presentResources(template, 'PS51').map(({ resource, why, severity }) =>
        connection(template, resource, placeOf(resource), why, severity),
      ),
      ...observeProperties(template),
      ...observeRanges(template),
    ];
    yield* found;
    if (found.length === 0) {
      yield provenAbsent('managed connection into the VPC');
    }
  },
};

function connection(
  template: Template,
  resource: Resource,
  at: Observation['at'],
  why: string,
  severity?: Severity,
): Observation {
  const isDeclared = template.purposeOf(resource) === 'connectivity';
  const { id, type } = resource;
  return {
    status: isDeclared ? 'proven' : 'violated',
    resource: id,
    at,
    ...(severity && { severity }),
    message: isDeclared
      ? `${id} (${type}) is declared as connectivity.`
      : `${id} (${type}) is not declared as connectivity. ${why}`,
  };
}

/** Properties that make a resource a managed connection. */
function* observeProperties(template: Template): Iterable<Observation> {
  const { switches, presence } = censusOf('PS51');
  for (const resource of template.resources) {
    const type = resource.lowerType;
    // The presence of the type is enough.
    if (presence.has(type)) continue;
    for (const one of switches.get(type) ?? []) {
      for (const value of valuesAt(template, resource, one.path)) {
        const meaning = meaningOf(one, value);
        const { id } = resource;
        if (meaning === 'private') {
          yield {
            status: 'proven',
            resource: id,
            at: value.at,
            message: `${id} is not a managed connection: ${one.path} ${wordsFor(
              value,
            )}.`,
          };
        } else if (value.kind === 'unknown') {
          yield unproven(id, one.path, value);
        } else {
          yield connection(
            template,
            resource,
            value.at,
            `Its ${one.path} ${wordsFor(value)}.`,
            leadsOut(resource, value) ? 'M' : undefined,
          );
        }
      }
    }
  }
}

/**
 * Endpoints of the types Resource and ServiceNetwork lead out of the VPC, to what somebody shares with it.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-resources.html
 */
function leadsOut({ type }: Resource, value: Value): boolean {
  return (
    type.toLowerCase() === 'aws::ec2::vpcendpoint' &&
    value.kind === 'scalar' &&
    /^(Resource|ServiceNetwork)$/.test(value.text)
  );
}

/** A resource configuration of type CIDR opens whole ranges, whether it is declared or not. */
function* observeRanges(template: Template): Iterable<Observation> {
  const path = 'ResourceConfigurationType';
  for (const resource of template.ofType(
    'AWS::VpcLattice::ResourceConfiguration',
  )) {
    for (const value of template.property(resource, path)) {
      if (value.kind === 'scalar' && value.text.toUpperCase() !== 'CIDR') {
        continue;
      }
      yield value.kind === 'scalar'
        ? {
            status: 'violated',
            resource: resource.id,
            at: value.at,
            message: `${resource.id} opens whole ranges of addresses: its ${path} is CIDR.`,
            fix: 'Name single resources instead (SINGLE, GROUP and CHILD, or ARN).',
          }
        : unproven(resource.id, path, value);
    }
  }
}

function unproven(id: string, path: string, value: Value): Observation {
  return {
    status: 'unproven',
    resource: id,
    at: value.at,
    message: `Cannot determine whether ${id} is a managed connection: the value of ${path} ${whyUnknown(
      value,
    )}.`,
  };
}

function wordsFor(value: Value): string {
  if (value.kind === 'absent') return 'is not set';
  return value.kind === 'scalar' ? `is ${value.text}` : 'is set';
}
