import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** Checkpoints of a step, which the scaffolder keeps for all runs of a task. */
export type Checkpoints = Map<string, unknown>;

/** Runs an action in the same way as the scaffolder, and returns its outputs. */
export async function runAction(
  action: TemplateAction<any, any>,
  options: {
    workspacePath: string;
    input: JsonObject;
    isDryRun?: boolean;
    signal?: AbortSignal;
    /** Checkpoints of earlier runs. This run adds its own. */
    checkpoints?: Checkpoints;
    /** Called with each line of the task's log. */
    onLine?: (line: string) => void;
    taskId?: string;
    /** Credentials of the user who started the task. */
    credentials?: BackstageCredentials;
  },
): Promise<Record<string, any>> {
  const {
    workspacePath,
    input,
    checkpoints = new Map(),
    onLine = () => {},
    taskId = 'task-1',
    credentials,
    ...rest
  } = options;
  const output: Record<string, unknown> = {};
  const context = createMockActionContext({ workspacePath, input });
  const ofEarlierRuns = new Map(checkpoints);
  await action.handler({
    ...context,
    ...rest,
    ...(credentials
      ? { getInitiatorCredentials: async () => credentials }
      : {}),
    task: { id: taskId },
    logger: Object.assign(Object.create(context.logger), {
      info: onLine,
      warn: onLine,
      error: onLine,
    }),
    // As in the scaffolder: a checkpoint that succeeded in an earlier run is read, one that failed runs again.
    async checkpoint({ key, fn }: { key: string; fn: () => Promise<unknown> }) {
      if (ofEarlierRuns.has(key)) return ofEarlierRuns.get(key);
      // A failed checkpoint replaces the one that this run has written.
      checkpoints.delete(key);
      const value = await fn();
      checkpoints.set(key, value ?? {});
      return value;
    },
    output: (name: string, value: unknown) => {
      output[name] = value;
    },
  } as never);
  return output;
}
