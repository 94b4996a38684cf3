import type { AuthService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';

/** What the scaffolder stores about a task. */
export type TaskRecord = {
  /** Entity reference of the person who created the task, in lower case. */
  initiator?: string;
  /** Whether a backend is working on the task, or is going to. */
  isRunning: boolean;
};

/** Reads tasks of the scaffolder. */
export interface Tasks {
  /** @returns undefined for a task that this scaffolder does not have */
  find(taskId: string): Promise<TaskRecord | undefined>;
}

/** The scaffolder writes a heartbeat every second; a task without one for this long has lost its backend. */
const maxHeartbeatAgeMs = 5 * 60_000;

/** Reads tasks in this plugin's own name, so that also a task that the person may not see is found. */
export class ScaffolderTasks implements Tasks {
  readonly #scaffolder: ScaffolderService;
  readonly #auth: AuthService;

  constructor(scaffolder: ScaffolderService, auth: AuthService) {
    this.#scaffolder = scaffolder;
    this.#auth = auth;
  }

  async find(taskId: string): Promise<TaskRecord | undefined> {
    // The id comes from a stack's tag.
    if (!/^[\w-]{1,64}$/.test(taskId)) return undefined;
    const credentials = await this.#auth.getOwnServiceCredentials();
    try {
      const task = await this.#scaffolder.getTask({ taskId }, { credentials });
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

/** A task whose last heartbeat cannot be read counts as running. */
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
