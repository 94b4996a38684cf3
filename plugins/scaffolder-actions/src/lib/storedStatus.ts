import type { AuthService } from '@backstage/backend-plugin-api';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';

/** Asks the scaffolder for the status of a task, in this plugin's own name. */
export function storedStatus(
  scaffolder: ScaffolderService,
  auth: AuthService,
): (taskId: string) => Promise<string> {
  return async taskId => {
    const credentials = await auth.getOwnServiceCredentials();
    const { status } = await scaffolder.getTask({ taskId }, { credentials });
    return status;
  };
}
