import {
  interfaceEndpoints,
  nameOfEndpoint,
  placeOfEndpoint,
  type ServedEndpoint,
} from '../network/clients';
import { shownName } from '../network/names';
import { areComparable, zoneOf } from '../network/zones';
import { Observation, Rule } from '../rule';
import type { Template } from '../template/Template';

/** PS25: interface endpoints are in two or more Availability Zones, and in those of the functions that need their service. */
export const endpointZones: Rule = {
  id: 'PS25',
  title:
    'Interface endpoints are in two Availability Zones, and in those of the functions that call their service',
  severity: 'M',
  why: 'If an endpoint is in one zone only, the service cannot be reached when that zone fails.',
  fix: 'Give the endpoint a subnet in each Availability Zone of the functions, at least two.',
  *check(template) {
    for (const served of interfaceEndpoints(template)) {
      yield observe(template, served);
    }
  },
};

function observe(template: Template, served: ServedEndpoint): Observation {
  const { clients, endpoint } = served;
  const name = nameOfEndpoint(template, endpoint);
  const base = placeOfEndpoint(served);
  const { certain, possible, why } = endpoint.subnets;
  const zones = certain.map(subnet => zoneOf(template, subnet));
  const unproven = (because: string): Observation => ({
    ...base,
    status: 'unproven',
    message: `Cannot determine the Availability Zones of ${name}: ${because}.`,
    ...(isExisting(certain) && { fix: template.network.advice }),
  });
  if (why !== undefined) return unproven(`the value of SubnetIds ${why}`);
  if (isOneZone(certain, zones)) {
    return certain.length < 2 && possible.length > certain.length
      ? unproven('some of its subnets depend on a condition')
      : {
          ...base,
          status: 'violated',
          message: `${name} is in only one Availability Zone.`,
        };
  }
  if (!haveTwo(zones)) {
    return unproven('the zones of its subnets are not known');
  }
  for (const { lambda, subnets, why: unknown } of clients) {
    if (unknown !== undefined) {
      return unproven(`a subnet of ${lambda.id} ${unknown}`);
    }
    for (const { name: subnet } of subnets) {
      if (subnet !== undefined && certain.includes(subnet)) continue;
      const zone = subnet === undefined ? undefined : zoneOf(template, subnet);
      if (zone !== undefined && zones.includes(zone)) continue;
      const shown = subnet === undefined ? 'a subnet' : shownName(subnet);
      const isOutside =
        zone !== undefined &&
        zones.every(one => one !== undefined && areComparable(one, zone));
      return isOutside
        ? {
            ...base,
            status: 'violated',
            message: `${name} is not in the Availability Zone of ${shown}, a subnet of ${lambda.id}, which calls its service.`,
          }
        : unproven(
            `they cannot be compared with that of ${shown}, a subnet of ${lambda.id}`,
          );
    }
  }
  return {
    ...base,
    status: 'proven',
    message: `${name} is in ${new Set(zones).size} Availability Zones${
      clients.length > 0 ? ', also in those of the functions' : ''
    }.`,
  };
}

/** Whether all subnets are certainly in one zone. */
function isOneZone(
  subnets: readonly string[],
  zones: readonly (string | undefined)[],
): boolean {
  return (
    subnets.length < 2 ||
    (!zones.includes(undefined) && new Set(zones).size < 2)
  );
}

/** Whether two of the zones certainly differ. */
function haveTwo(zones: readonly (string | undefined)[]): boolean {
  return zones.some(
    one =>
      one !== undefined &&
      zones.some(
        other =>
          other !== undefined && other !== one && areComparable(one, other),
      ),
  );
}

function isExisting(subnets: readonly string[]): boolean {
  return subnets.some(subnet => !subnet.startsWith('resource '));
}
