import { Account } from '../account/Account';
import { LISTENER } from '../elbv2/model';
import { SilentAddresses } from '../network/SilentAddresses';
import { listenerHandlers } from '../resources/elbv2Listener';
import { NETWORK_INTERFACE } from '../resources/networkInterfaces';
import { ControlError } from './checks';
import type { DriftContext } from './drift';

type AddressContext = DriftContext & { silent: SilentAddresses };

/**
 * Makes the address of a network interface not respond, on new and on open connections.
 *
 * @throws ControlError 404 for an address that no network interface has
 */
export function stopAddress(
  { services: { account }, silent }: AddressContext,
  address: string,
): void {
  silent.add(known(account, address));
}

/**
 * Makes an address respond again.
 *
 * @throws ControlError 404 for an address that no network interface has and that responds
 */
export function startAddress(
  { services: { account }, silent }: AddressContext,
  address: string,
): void {
  if (silent.has(address)) silent.delete(address);
  else known(account, address);
}

function known(account: Account, address: string): string {
  const all = account
    .list(NETWORK_INTERFACE)
    .map(one => String(one.properties.PrivateIpAddress));
  if (all.includes(address)) return address;
  throw new ControlError(
    404,
    `No network interface has the address '${address}'. Existing addresses: ${
      all.join(', ') || 'none'
    }.`,
  );
}

/**
 * Deletes a listener of a load balancer with its rules, outside of CloudFormation: connections get no response, and its
 * stack still lists it.
 *
 * @throws ControlError 404 with the existing ARNs
 */
export async function deleteListener(
  { services }: DriftContext,
  arn: string,
): Promise<void> {
  const { account, state } = services;
  const listener = account.find(LISTENER, arn);
  if (!listener) {
    const all = account.list(LISTENER).map(({ physicalId }) => physicalId);
    throw new ControlError(
      404,
      `Listener '${arn}' does not exist. Existing ARNs: ${
        all.join(', ') || 'none'
      }.`,
    );
  }
  const { stackId, stackName, logicalId } = listener;
  await listenerHandlers[LISTENER].delete?.(
    {
      ...services,
      stackId,
      stackName,
      logicalId,
      memory: {},
      once: (_, compute) => compute(),
    },
    listener,
  );
  account.remove(listener);
  state.save();
}
