import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
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
  },
): Promise<Record<string, any>> {
  const {
    workspacePath,
    input,
    checkpoints = new Map(),
    onLine = () => {},
    ...rest
  } = options;
  const output: Record<string, unknown> = {};
  const context = createMockActionContext({ workspacePath, input });
  await action.handler({
    ...context,
    ...rest,
    logger: Object.assign(Object.create(context.logger), { info: onLine }),
    // As the scaffolder does: what succeeded is remembered, what failed is asked again.
    async checkpoint({ key, fn }: { key: string; fn: () => Promise<unknown> }) {
      if (!checkpoints.has(key)) checkpoints.set(key, (await fn()) ?? {});
      return checkpoints.get(key);
    },
    output: (name: string, value: unknown) => {
      output[name] = value;
    },
  } as never);
  return output;
}
