import { addIpamPool } from '../resources/ipam';
import { checkIpamPool, IpamPoolInput } from './checks';
import type { DriftContext } from './drift';

/**
 * Adds an IPAM pool.
 *
 * @returns its ID
 * @throws ControlError 400 with the field and the fix
 */
export function addPool({ services }: DriftContext, body: unknown): string {
  const { cidrs }: IpamPoolInput = checkIpamPool(body);
  const id = addIpamPool(services.account, cidrs);
  services.state.save();
  return id;
}
