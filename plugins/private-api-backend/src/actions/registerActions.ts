import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { registerExplain } from './explain';
import { registerList } from './list';
import type { ActionOptions } from './options';

/** Registers the backend actions for AI tools. They only read, with the credentials of their caller. */
export function registerActions(
  registry: ActionsRegistryService,
  options: ActionOptions,
): void {
  registerList(registry, options);
  registerExplain(registry, options);
}
