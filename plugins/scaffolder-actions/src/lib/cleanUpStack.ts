import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { EnvironmentClients } from '@private-serverless/backstage-plugin-private-api-node';
import {
  type StackDescription,
  describeStack,
  destroyStack,
} from '@private-serverless/stack';
import { ownerTagOf } from './boundStack';
import { isInCatalog } from './catalogEntity';
import type { CatalogAccess } from './catalogRemoval';
import { followInLog } from './followInLog';
import type { StackTasks } from './stackTasks';
import { STACK_TAG_TASK_ID } from './taskTag';
import { templateWorkers } from './templates/TemplateWorkers';

/** What a clean-up did. */
export type CleanUpResult = {
  isDeleted: boolean;
  /** Physical ids of what deletion policies kept in AWS. */
  retained: string[];
};

/**
 * Keeps or deletes the stack of a failed task, and says in the log which and why.
 * @throws ConflictError where something is in the way: nothing was changed then; StackError where a deletion fails
 */
export async function cleanUpStack(
  options: EnvironmentClients &
    CatalogAccess & {
      ctx: Pick<
        ActionContext<any, any>,
        'checkpoint' | 'logger' | 'signal' | 'task' | 'workspacePath'
      >;
      choice: 'keep' | 'destroy';
      stackName: string;
      entityRef: string;
      roleArn?: string;
      accountId?: string;
      stackTasks: StackTasks;
    },
): Promise<CleanUpResult> {
  const { ctx, choice, stackName, entityRef, ...rest } = options;
  const { catalog, auth, stackTasks, ...aws } = rest;
  const stack = await describeStack({ ...aws, stackName });
  if (!stack || stack.status === 'DELETE_COMPLETE') {
    ctx.logger.info(`There is no stack ${stackName}: nothing to clean up.`);
    return { isDeleted: false, retained: [] };
  }
  const whyKeep = async (now: StackDescription) =>
    whyKept(now, {
      choice,
      entityRef,
      task: ctx.task.id,
      lastTask: await stackTasks.find(now.stackArn),
    }) ??
    // Somebody may have registered the service of the task by hand.
    ((await isInCatalog({ catalog, auth }, entityRef))
      ? {
          reason: `the catalog has ${entityRef}`,
          advice: 'to delete both, destroy the service',
        }
      : undefined);
  const kept = await whyKeep(stack);
  if (kept) {
    ctx.logger.info(
      `Kept stack ${stack.stackArn} (${stack.status}): ${kept.reason}.`,
    );
    ctx.logger.info(`What to do: ${kept.advice}.`);
    return { isDeleted: false, retained: [] };
  }
  const destroy = (plan: boolean) =>
    destroyStack({
      ...aws,
      ...followInLog(ctx),
      readTemplateText: templateWorkers.read,
      // By ARN: whatever takes the name in the meantime stays.
      stackName: stack.stackArn,
      ownerTag: ownerTagOf(entityRef),
      // The task itself has put it there, and the person chose to have its stack deleted.
      liftProtection: true,
      plan,
      whyKeep: async now => {
        const found = await whyKeep(now);
        return found && `${found.reason}. What to do: ${found.advice}.`;
      },
    });
  const { plan } = await destroy(true);
  if (plan?.obstacles.length) {
    throw new ConflictError(
      `Kept stack ${
        stack.stackArn
      }, and the files of this task: ${plan.obstacles.join('\n')}`,
    );
  }
  await emptyWorkspace(ctx.workspacePath);
  // Stores the workspace: a backend that dies during the deletion is followed by one that has no files either.
  let isRepeated = true;
  await ctx.checkpoint({
    key: 'workspace-emptied',
    fn: async () => {
      isRepeated = false;
      return true;
    },
  });
  ctx.logger.info(
    isRepeated
      ? 'An earlier run of this task had begun to clean up, and had taken its files away: an error about missing files is not why the task failed.'
      : 'The files of this task are taken away first: without its stack there is nothing to publish.',
  );
  const result = await destroy(false);
  const retained = result.retained.map(
    ({ logicalId, physicalId }) => physicalId ?? logicalId,
  );
  ctx.logger.info(
    `Deleted stack ${stack.stackArn}, which this task had created. Correct what failed and start a new task from the form: a retry of this one has nothing left to publish.`,
  );
  if (retained.length > 0) {
    ctx.logger.info(
      `Kept in AWS by their deletion policies: ${retained.join(', ')}`,
    );
  }
  return { isDeleted: true, retained };
}

type Kept = { reason: string; advice: string };

function whyKept(
  { tags }: StackDescription,
  expected: {
    choice: 'keep' | 'destroy';
    entityRef: string;
    task: string;
    lastTask?: string;
  },
): Kept | undefined {
  const owner = ownerTagOf(expected.entityRef);
  if (tags[owner.key] !== owner.value) {
    return {
      reason: `its owner tag does not name ${owner.value}`,
      advice: 'choose another name in the form',
    };
  }
  const again =
    'start again from the form with the same name and owner, which continues with the stack. Where the repository exists already, choose another one there, or register its catalog-info.yaml. Or destroy the stack';
  if (tags[STACK_TAG_TASK_ID] !== expected.task) {
    return { reason: 'it was there before this task began', advice: again };
  }
  if (expected.lastTask && expected.lastTask !== expected.task) {
    return {
      reason: `task ${expected.lastTask} has continued with it`,
      advice: 'look at that task, or destroy the stack',
    };
  }
  if (expected.choice === 'keep') {
    return {
      reason: 'you chose to keep it',
      advice: `press Retry, or ${again}`,
    };
  }
  return undefined;
}

/**
 * The scaffolder skips completed steps in a retry and in a recovery, so it would publish and register a service without
 * its stack. Without files it cannot.
 */
async function emptyWorkspace(workspacePath: string) {
  for (const name of await readdir(workspacePath)) {
    await rm(path.join(workspacePath, name), { recursive: true, force: true });
  }
}
