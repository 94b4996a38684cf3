import { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';

/** Runs an action as the scaffolder would, and returns what it put out. */
export async function runAction(
  action: TemplateAction<any, any>,
  options: {
    workspacePath: string;
    input: JsonObject;
    isDryRun?: boolean;
    signal?: AbortSignal;
  },
): Promise<Record<string, any>> {
  const { workspacePath, input, ...rest } = options;
  const output: Record<string, unknown> = {};
  await action.handler({
    ...createMockActionContext({ workspacePath, input }),
    ...rest,
    output: (name: string, value: unknown) => {
      output[name] = value;
    },
  } as never);
  return output;
}
