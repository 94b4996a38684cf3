import type { AuthService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';

/**
 * What the scaffolder stores about a task.
 * @public
 */
export type TaskRecord = {
  /** Entity reference of the person who created the task, in lower case. */
  initiator?: string;
  /** Whether the task is open, or a backend processes it. */
  isRunning: boolean;
};

/**
 * Reads tasks of the scaffolder.
 * @public
 */
export interface Tasks {
  /**
   * Reads a task.
   * @returns undefined if this scaffolder does not have the task
   */
  find(taskId: string): Promise<TaskRecord | undefined>;
}

/** The scaffolder writes a heartbeat every second. A task without one for this long has lost its backend. */
const maxHeartbeatAgeMs = 5 * 60_000;

/** Reads tasks with the plugin's own credentials, so that it also finds tasks that the user may not see. */
export class ScaffolderTasks implements Tasks {
  private readonly scaffolder: ScaffolderService;
  private readonly auth: AuthService;

  constructor(scaffolder: ScaffolderService, auth: AuthService) {
    this.scaffolder = scaffolder;
    this.auth = auth;
  }

  async find(taskId: string): Promise<TaskRecord | undefined> {
    // The ID comes from a stack tag, which is untrusted.
    if (!/^[\w-]{1,64}$/.test(taskId)) return undefined;
    const credentials = await this.auth.getOwnServiceCredentials();
    try {
      const task = await this.scaffolder.getTask({ taskId }, { credentials });
      return {
        initiator: task.spec.user?.ref?.toLocaleLowerCase('en-US'),
        isRunning: isRunning(task),
      };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

/** A task without a valid last heartbeat counts as running. */
function isRunning(task: {
  status: string;
  lastHeartbeatAt?: string;
}): boolean {
  if (task.status === 'open') return true;
  if (task.status !== 'processing') return false;
  const age = Date.now() - Date.parse(task.lastHeartbeatAt ?? '');
  return !(age > maxHeartbeatAgeMs);
}

function isNotFound(error: unknown): boolean {
  return (
    isError(error) &&
    (error.name === 'NotFoundError' ||
      (error as { statusCode?: number }).statusCode === 404)
  );
}
