import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  type EnvironmentClients,
  RANGE_PARAMETERS,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  type StackDescription,
  describeStack,
  destroyStack,
  isStackGone,
} from '@private-serverless/stack';
import { templateWorkers } from '@private-serverless/privacy';
import { ownerTagOf } from './boundStack';
import { retainedLine } from './destroyStacks';
import { isInCatalog } from '../catalog/catalogEntity';
import type { CatalogAccess } from '../catalog/catalogRemoval';
import { followInLog } from '../tasks/followInLog';
import type { StackTasks } from '../tasks/stackTasks';
import { STACK_TAG_TASK_ID } from '../tasks/taskTag';

/** Result of a cleanup. */
export type CleanUpResult = {
  isDeleted: boolean;
  /** Physical IDs of the resources that deletion policies retained. */
  retained: string[];
};

/**
 * Keeps or deletes the stack of a failed task, and logs the decision and the reason.
 *
 * @throws ConflictError if something blocks the deletion; nothing was changed
 * @throws StackError if the deletion fails
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
  if (isStackGone(stack)) {
    ctx.logger.info(
      `Stack ${stackName} does not exist. There is nothing to clean up.`,
    );
    return { isDeleted: false, retained: [] };
  }
  const whyKeep = async (now: StackDescription) =>
    whyKept(now, {
      choice,
      entityRef,
      task: ctx.task.id,
      lastTask: await stackTasks.find(now.stackArn),
    }) ??
    // A user may have registered the service manually.
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
      // The ARN, so that a new stack with the same name is not deleted.
      stackName: stack.stackArn,
      ownerTag: ownerTagOf(entityRef),
      // The task enabled the protection itself, and the user chose to delete the stack.
      liftProtection: true,
      claimedRange: RANGE_PARAMETERS,
      plan,
      whyKeep: async now => {
        const found = await whyKeep(now);
        return found && `${found.reason}. What to do: ${found.advice}.`;
      },
    });
  const { plan } = await destroy(true);
  if (plan?.obstacles.length) {
    throw new ConflictError(
      `Stack ${
        stack.stackArn
      } and the files of this task were kept, because the deletion is blocked: ${plan.obstacles.join(
        '\n',
      )}`,
    );
  }
  await emptyWorkspace(ctx.workspacePath);
  // The checkpoint stores the empty workspace, so that a recovered task has no files either.
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
      ? 'An earlier run of this task started the cleanup and deleted its files. Ignore errors about missing files: they are not the cause of the failure.'
      : 'Deleting the files of this task first, because a service without its stack must not be published.',
  );
  const result = await destroy(false);
  const retained = result.retained.map(
    ({ logicalId, physicalId }) => physicalId ?? logicalId,
  );
  ctx.logger.info(
    `Deleted stack ${stack.stackArn}, which this task created. Fix the cause and start a new task from the form. Retry cannot complete this task, because its files are deleted.`,
  );
  for (const part of result.retained) ctx.logger.info(retainedLine(part));
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
    'start again from the form with the same name and owner; the new task continues with the stack. If the repository already exists, choose another one in the form, or register its catalog-info.yaml. Or destroy the stack';
  if (tags[STACK_TAG_TASK_ID] !== expected.task) {
    return { reason: 'it existed before this task started', advice: again };
  }
  if (expected.lastTask && expected.lastTask !== expected.task) {
    return {
      reason: `task ${expected.lastTask} has continued with it`,
      advice: 'open that task, or destroy the stack',
    };
  }
  if (expected.choice === 'keep') {
    return {
      reason: 'you chose to keep it',
      advice: `click Retry, or ${again}`,
    };
  }
  return undefined;
}

/**
 * After a retry or a task recovery, the scaffolder skips the completed steps, so it would publish and register a service
 * without its stack. An empty workspace prevents this.
 */
async function emptyWorkspace(workspacePath: string) {
  for (const name of await readdir(workspacePath)) {
    await rm(path.join(workspacePath, name), { recursive: true, force: true });
  }
}
