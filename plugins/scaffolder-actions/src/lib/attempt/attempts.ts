import { randomUUID } from 'node:crypto';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { StackError, type StackErrorCode } from '@private-serverless/stack';
import type { TaskEnds } from '../tasks/taskEnds';

/** One try of a task to bring a stack to the state that its template describes. */
export type Attempt = {
  /** Starts at 1. */
  number: number;
  /** Client token of all CloudFormation calls of this attempt. */
  token: string;
  /** Whether an earlier run of the task started this attempt and did not record its end, so that this run resumes it. */
  isResumed: boolean;
  /** Records the failure, so that a recovered task reports it again and a retry by a user starts a new attempt. */
  fail(error: StackError): Promise<void>;
  /** Records that the attempt left nothing to resume, and starts a new one. */
  replace(): Promise<Attempt>;
};

/** Content of the checkpoint for an attempt that has ended. */
type Ended = {
  failure?: {
    code: StackErrorCode;
    message: string;
    /** How often the task had ended at that time. */
    taskEnds: number;
  };
};

const maxAttempts = 1000;

/** Identifies the stack of a deploy by its input, to distinguish the deploys of one step. */
export function placeOf(input: {
  environment: string;
  stackName?: string;
  path?: string;
}): string {
  return `${input.environment}/${input.stackName ?? input.path ?? '.'}`;
}

/**
 * The attempt that this run of a task works on.
 *
 * The scaffolder keeps checkpoints both for a retry by a user and for task recovery, and does not report the difference
 * to the action. Therefore the checkpoint of an attempt contains its client token, by which CloudFormation's events
 * show the result. After a failure, a second checkpoint contains the failure. If the task has ended since then, this
 * run is a retry and starts a new attempt. Otherwise the backend was killed before the task ended, and this run reports
 * the failure again.
 *
 * @param options.place - distinguishes the deploys of one step, because the iterations of a step with `each` share its
 *   checkpoints
 * @param options.from - number of the first attempt to read. A run sees the checkpoints from before its start, not
 *   those that it writes itself. @defaultValue 1
 * @throws StackError with the failure of an attempt whose task has not ended since
 */
export async function currentAttempt(options: {
  ctx: Pick<ActionContext<any, any>, 'checkpoint' | 'logger' | 'task'>;
  taskEnds: TaskEnds;
  place: string;
  from?: number;
}): Promise<Attempt> {
  const { ctx, taskEnds, place, from = 1 } = options;
  const taskId = ctx.task.id;
  for (let number = from; number <= maxAttempts; number++) {
    const key = `attempt-${number}:${place}`;
    let isResumed = true;
    const { token } = await ctx.checkpoint({
      key,
      fn: async () => {
        isResumed = false;
        return { token: `ps-${number}-${randomUUID()}`, place };
      },
    });
    const record = async (ended: Ended) => {
      await ctx.checkpoint({ key: `${key}:ended`, fn: async () => ended });
    };
    const ended = isResumed
      ? await readCheckpoint<Ended>(ctx.checkpoint, `${key}:ended`)
      : undefined;
    if (!ended) {
      return {
        number,
        token,
        isResumed,
        fail: async ({ code, message }) =>
          record({
            failure: { code, message, taskEnds: await taskEnds.watch(taskId) },
          }),
        replace: async () => {
          await record({});
          return currentAttempt({ ...options, from: number + 1 });
        },
      };
    }
    if (
      ended.failure &&
      (await taskEnds.count(taskId)) <= ended.failure.taskEnds
    ) {
      ctx.logger.info(
        'The deploy failed before the backend stopped. This run reports the same failure and does not deploy again.',
      );
      throw new StackError(ended.failure.code, ended.failure.message);
    }
  }
  throw new Error(
    `This task has attempted to deploy ${place} ${maxAttempts} times. Start a new task.`,
  );
}

class NotStored extends Error {}

/** Reads a checkpoint without writing it. The scaffolder has no API for that, but stores no checkpoint whose function throws. */
async function readCheckpoint<T>(
  checkpoint: ActionContext<any, any>['checkpoint'],
  key: string,
): Promise<T | undefined> {
  try {
    return await checkpoint<any>({
      key,
      fn: async () => {
        throw new NotStored('not stored');
      },
    });
  } catch (error) {
    if (error instanceof NotStored) return undefined;
    throw error;
  }
}
