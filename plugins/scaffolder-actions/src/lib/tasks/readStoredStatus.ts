import type { AuthService } from '@backstage/backend-plugin-api';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';

/** Reads the stored status of a task with the plugin's own credentials. */
export function readStoredStatus(
  scaffolder: ScaffolderService,
  auth: AuthService,
): (taskId: string) => Promise<string> {
  return async taskId => {
    const credentials = await auth.getOwnServiceCredentials();
    const { status } = await scaffolder.getTask({ taskId }, { credentials });
    return status;
  };
}
