import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2';
import { setTimeout as sleep } from 'node:timers/promises';

/** The address of an endpoint in one of its subnets. */
export type Address = { SubnetId: string; Ipv4: string };

/** Delays between two descriptions of an endpoint that changes, in milliseconds: doubled from the first to the last. */
const delayMs = { first: 200, last: 5_000 };

/** States in which an endpoint does not become available: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html */
const ended = new Set(['deleted', 'deleting', 'expired', 'failed', 'rejected']);

const network = new EC2Client({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
});

/**
 * Returns the state of an endpoint, and the addresses of its network interfaces. An interface that AWS still creates has none yet.
 *
 * @throws Error if AWS does not describe the endpoint and every interface of it
 */
export async function describeAddresses(
  endpointId: string,
  abortSignal: AbortSignal,
): Promise<{ state: string; addresses: Address[] }> {
  const { VpcEndpoints: [endpoint] = [] } = await network.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }),
    { abortSignal },
  );
  // AWS responds with lowercase states, unlike its documentation.
  const state = String(endpoint?.State).toLowerCase();
  const ids = endpoint?.NetworkInterfaceIds ?? [];
  // Without IDs, the next call would describe every interface of the account.
  if (ids.length === 0) return { state, addresses: [] };
  const { NetworkInterfaces: interfaces = [] } = await network.send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ids }),
    { abortSignal },
  );
  if (interfaces.length < ids.length) {
    throw new Error(`AWS describes ${interfaces.length} of ${ids.length} network interfaces of ${endpointId}.`);
  }
  const addresses = interfaces.flatMap(({ PrivateIpAddress: Ipv4, SubnetId }) =>
    Ipv4 && SubnetId ? [{ SubnetId, Ipv4 }] : [],
  );
  return { state, addresses };
}

/**
 * Gives an endpoint its addresses, and waits until it is available with them. AWS replaces the network interface of each subnet
 * whose address differs, which disconnects the subnet for a moment. Does not change an endpoint that has its addresses.
 *
 * @throws Error if AWS refuses an address, such as one that is in use, or if the endpoint does not become available
 */
export async function pinAddresses(endpointId: string, pinned: Address[], abortSignal: AbortSignal): Promise<void> {
  let isRequested = false;
  for (let delay = delayMs.first; ; delay = Math.min(2 * delay, delayMs.last)) {
    const { addresses, state } = await whileChanging(endpointId, abortSignal);
    if (ended.has(state)) throw new Error(`${endpointId} is ${state}.`);
    const missing = pinned.filter(one => !includes(addresses, one));
    if (state === 'available') {
      if (missing.length === 0) return;
      if (!isRequested) {
        await network.send(
          new ModifyVpcEndpointCommand({ VpcEndpointId: endpointId, SubnetConfigurations: missing }),
          { abortSignal },
        );
        isRequested = true;
      }
    }
    await sleep(delay, undefined, { signal: abortSignal });
  }
}

/** A network interface can be gone between the two descriptions. Then no address is known. */
async function whileChanging(endpointId: string, abortSignal: AbortSignal) {
  try {
    return await describeAddresses(endpointId, abortSignal);
  } catch (error) {
    if ((error as Error).name !== 'InvalidNetworkInterfaceID.NotFound') throw error;
    return { state: 'pending', addresses: [] };
  }
}

function includes(addresses: Address[], { Ipv4, SubnetId }: Address): boolean {
  return addresses.some(one => one.Ipv4 === Ipv4 && one.SubnetId === SubnetId);
}
