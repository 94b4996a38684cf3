import { shareResource } from '../resources/connectivity';
import { checkShared } from './checks';
import type { DriftContext } from './drift';

/**
 * Shares a transit gateway or a Resolver rule with the account.
 *
 * @param body - `{ id }`
 * @throws ControlError 400 for any other ID
 */
export function share({ services }: DriftContext, body: unknown): void {
  shareResource(services.account, checkShared(body));
  services.state.save();
}
