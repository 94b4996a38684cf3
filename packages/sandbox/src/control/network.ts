import { LiveResource } from '../account/Account';
import { asText } from '../account/values';
import {
  interfacesOf,
  replaceInterfaces,
} from '../resources/endpointInterfaces';
import { HOSTED_ZONE } from '../resources/route53';
import { VPC_ENDPOINT } from '../resources/vpcEndpoint';
import { associate, disassociate } from '../route53/associations';
import { ControlError, members, text } from './checks';
import type { DriftContext } from './drift';

/**
 * A VPC of a private hosted zone.
 * @public
 */
export type ZoneAssociation = { hostedZoneId: string; vpcId: string };

/**
 * Validates a VPC of a hosted zone.
 *
 * @throws ControlError
 */
export function checkAssociation(value: unknown): ZoneAssociation {
  const input = members(value, ['hostedZoneId', 'vpcId']);
  return {
    hostedZoneId: text(input, 'hostedZoneId'),
    vpcId: text(input, 'vpcId'),
  };
}

/**
 * Replaces the network interfaces of an interface endpoint by new ones with
 * other addresses, as when AWS repairs an endpoint. Names and descriptions
 * follow at once; the old addresses do not respond.
 *
 * @returns the new addresses
 * @throws ControlError 404 for an unknown endpoint, 409 if a subnet has no free address
 */
export function replaceEndpointInterfaces(
  { services: { account, state } }: DriftContext,
  vpcEndpointId: string,
): string[] {
  const endpoints = account
    .list(VPC_ENDPOINT)
    .filter(one => one.attributes.NetworkInterfaceIds !== undefined);
  const endpoint = find('Interface endpoint', endpoints, vpcEndpointId);
  try {
    replaceInterfaces(account, endpoint);
  } catch (error) {
    throw new ControlError(409, (error as Error).message);
  }
  state.save();
  return interfacesOf(account, endpoint).map(
    one => asText(one.properties.PrivateIpAddress) ?? '',
  );
}

/**
 * Takes a VPC from a private hosted zone, also the last one, which Route 53
 * itself refuses. Resolvers of this VPC no longer find the names of the zone.
 *
 * @throws ControlError 404 for an unknown zone, AwsError if the zone does not have the VPC
 */
export function disassociateZone(
  context: DriftContext,
  { hostedZoneId, vpcId }: ZoneAssociation,
): void {
  const { account, state } = context.services;
  disassociate(account, zoneOf(context, hostedZoneId), vpcId, true);
  state.save();
}

/**
 * Adds a VPC to a private hosted zone.
 *
 * @throws ControlError 404 for an unknown zone, AwsError with Route 53's codes
 */
export function associateZone(
  context: DriftContext,
  { hostedZoneId, vpcId }: ZoneAssociation,
): void {
  const { account, state } = context.services;
  associate(account, zoneOf(context, hostedZoneId), vpcId);
  state.save();
}

function zoneOf({ services: { account } }: DriftContext, id: string) {
  return find('Hosted zone', account.list(HOSTED_ZONE), id);
}

/** @throws ControlError 404 with the existing IDs */
function find(what: string, all: LiveResource[], id: string): LiveResource {
  const found = all.find(({ physicalId }) => physicalId === id);
  if (found) return found;
  const ids = all.map(({ physicalId }) => physicalId).join(', ') || 'none';
  throw new ControlError(
    404,
    `${what} '${id}' does not exist. Existing IDs: ${ids}.`,
  );
}
