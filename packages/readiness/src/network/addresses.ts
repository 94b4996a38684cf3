import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import type { CheckContext } from '../session/context';
import type { Read } from '../session/Reader';
import type { NetworkReads } from './readNetwork';

/** Reads the addresses of the endpoints' network interfaces, by the ID of the interface. */
export async function readAddresses(
  { clients, reader }: CheckContext,
  { endpoints }: NetworkReads,
): Promise<Read<Map<string, string[]>>> {
  if (endpoints.problem) return endpoints;
  const ids = endpoints.value.flatMap(
    ({ NetworkInterfaceIds = [] }) => NetworkInterfaceIds,
  );
  const read = await reader.readByIds(
    'ec2:DescribeNetworkInterfaces',
    ids,
    (Values, NextToken) =>
      clients.ec2.send(
        new DescribeNetworkInterfacesCommand({
          Filters: [{ Name: 'network-interface-id', Values }],
          NextToken,
        }),
      ),
    page => page.NetworkInterfaces,
  );
  if (read.problem) return read;
  return {
    value: new Map(
      read.value.map(one => [
        one.NetworkInterfaceId!,
        [
          one.PrivateIpAddress,
          ...(one.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
        ].filter((address): address is string => address !== undefined),
      ]),
    ),
  };
}
