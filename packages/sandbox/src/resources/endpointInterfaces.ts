import { Account, LiveResource, Properties } from '../account/Account';
import { asTexts } from '../account/values';
import { ipv6AddressIn } from './ipv6';
import {
  addInterface,
  addInterfaceAt,
  NETWORK_INTERFACE,
} from './networkInterfaces';

/** The network interfaces of an endpoint. */
export function interfacesOf(
  account: Account,
  endpoint: LiveResource,
): LiveResource[] {
  return account
    .list(NETWORK_INTERFACE)
    .filter(one => one.properties.VpcEndpointId === endpoint.physicalId);
}

/** Creates a network interface in each subnet of an endpoint. Returns their IDs. */
export function attach(
  place: Parameters<typeof addInterface>[0],
  endpointId: string,
  properties: Properties,
): string[] {
  return asTexts(properties.SubnetIds).map(subnetId =>
    addInterface(
      place,
      subnetId,
      {
        VpcEndpointId: endpointId,
        GroupSet: asTexts(properties.SecurityGroupIds),
      },
      (subnet, offset) => ipv6AddressIn(subnet, properties, offset),
    ),
  );
}

/**
 * Replaces the network interfaces of an interface endpoint by new ones with
 * other addresses.
 *
 * @throws HandlerError if a subnet has no free address
 */
export function replaceInterfaces(
  account: Account,
  endpoint: LiveResource,
): void {
  const before = interfacesOf(account, endpoint);
  const { physicalId, properties } = endpoint;
  try {
    // The new ones first, because the addresses of the old ones are in use until they are gone.
    endpoint.attributes.NetworkInterfaceIds = attach(
      { ...endpoint, account },
      physicalId,
      properties,
    );
  } catch (error) {
    for (const one of interfacesOf(account, endpoint)) {
      if (!before.includes(one)) account.remove(one);
    }
    throw error;
  }
  for (const one of before) account.remove(one);
}

/**
 * Gives an interface endpoint given addresses: replaces the network interface of each subnet by a new one. A subnet that has
 * its address already is not changed.
 *
 * @param addresses - IPv4 addresses by subnet ID, in subnets of the endpoint
 * @throws HandlerError if an address cannot be assigned. Then nothing changes
 */
export function pinAddresses(
  account: Account,
  endpoint: LiveResource,
  addresses: Map<string, string>,
): void {
  const replaced: LiveResource[] = [];
  const added: string[] = [];
  try {
    for (const one of interfacesOf(account, endpoint)) {
      const { GroupSet, PrivateIpAddress, SubnetId } = one.properties;
      const address = addresses.get(String(SubnetId));
      if (address === undefined || address === PrivateIpAddress) continue;
      added.push(
        addInterfaceAt({ ...endpoint, account }, String(SubnetId), address, {
          VpcEndpointId: endpoint.physicalId,
          GroupSet,
        }),
      );
      replaced.push(one);
    }
  } catch (error) {
    for (const one of interfacesOf(account, endpoint)) {
      if (added.includes(one.physicalId)) account.remove(one);
    }
    throw error;
  }
  const ids = interfacesOf(account, endpoint)
    .filter(one => !replaced.includes(one))
    .map(({ physicalId }) => physicalId);
  endpoint.attributes.NetworkInterfaceIds = ids;
  for (const one of replaced) account.remove(one);
}
