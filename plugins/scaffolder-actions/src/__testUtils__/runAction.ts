import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** What the scaffolder keeps of a step over the attempts of a task. */
export type Checkpoints = Map<string, unknown>;

/** Runs an action as the scaffolder would, and returns what it put out. */
export async function runAction(
  action: TemplateAction<any, any>,
  options: {
    workspacePath: string;
    input: JsonObject;
    isDryRun?: boolean;
    signal?: AbortSignal;
    /** Those of earlier attempts; the ones of this attempt are added. */
    checkpoints?: Checkpoints;
    /** Called with each line of the task's log. */
    onLine?: (line: string) => void;
    taskId?: string;
    /** What the services say to whoever acts. */
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
    // As the scaffolder does: what succeeded in an earlier run is remembered, what failed is asked again.
    async checkpoint({ key, fn }: { key: string; fn: () => Promise<unknown> }) {
      if (ofEarlierRuns.has(key)) return ofEarlierRuns.get(key);
      // One that fails takes the place of what this run has written.
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
