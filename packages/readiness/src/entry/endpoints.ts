import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { Reader } from '../session/Reader';
import { type EntryRead, sendAtOnce, type SendRequest } from './options';

/**
 * A VPC endpoint with the IPv4 addresses of its network interfaces.
 * @public
 */
export type EndpointState = {
  /** Such as `available`. */
  state: string;
  addresses: string[];
};

/**
 * Describes VPC endpoints and their network interfaces, up to 200 per request. With filters and not with IDs, because one ID
 * that does not exist would fail the whole request.
 *
 * @returns their states by ID, without those that do not exist
 * @public
 */
export async function readEndpoints(
  ec2: EC2Client,
  endpointIds: readonly string[],
  send: SendRequest = sendAtOnce,
): Promise<EntryRead<Map<string, EndpointState>>> {
  const endpoints = await new Reader().readByIds(
    'ec2:DescribeVpcEndpoints',
    endpointIds,
    (Values, NextToken) =>
      send(options =>
        ec2.send(
          new DescribeVpcEndpointsCommand({
            Filters: [{ Name: 'vpc-endpoint-id', Values }],
            NextToken,
          }),
          options,
        ),
      ),
    page => page.VpcEndpoints,
  );
  if (endpoints.problem) return endpoints;
  const interfaces = await new Reader().readByIds(
    'ec2:DescribeNetworkInterfaces',
    endpoints.value.flatMap(one => one.NetworkInterfaceIds ?? []),
    (Values, NextToken) =>
      send(options =>
        ec2.send(
          new DescribeNetworkInterfacesCommand({
            Filters: [{ Name: 'network-interface-id', Values }],
            NextToken,
          }),
          options,
        ),
      ),
    page => page.NetworkInterfaces,
  );
  if (interfaces.problem) return interfaces;
  const addresses = new Map(
    interfaces.value.map(one => [one.NetworkInterfaceId, one.PrivateIpAddress]),
  );
  return {
    value: new Map(
      endpoints.value.map(({ VpcEndpointId, State, NetworkInterfaceIds }) => [
        VpcEndpointId ?? '',
        {
          state: State ?? '',
          addresses: (NetworkInterfaceIds ?? [])
            .map(id => addresses.get(id))
            .filter(address => address !== undefined),
        },
      ]),
    ),
  };
}
