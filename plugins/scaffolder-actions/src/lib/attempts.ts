import { randomUUID } from 'node:crypto';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { StackError, type StackErrorCode } from '@private-serverless/stack';
import type { TaskEnds } from './taskEnds';

/** One attempt of a task to bring a stack to what its template says. */
export type Attempt = {
  /** From 1. */
  number: number;
  /** Client token of everything that this attempt asks of CloudFormation. */
  token: string;
  /** True when an earlier run of the task made this attempt and nothing says that it ended: it is to be taken up. */
  isTakenUp: boolean;
  /** Remembers how the attempt failed, so that a recovery tells it again and a person's retry begins another one. */
  fail(error: StackError): Promise<void>;
  /** Remembers that nothing of the attempt is left, and begins another one. */
  replace(): Promise<Attempt>;
};

/** What a checkpoint keeps of an attempt that is over. */
type Ended = {
  failure?: {
    code: StackErrorCode;
    message: string;
    /** How often the task had come to its end by then. */
    taskEnds: number;
  };
};

const mostAttempts = 1000;

/** Where a deploy goes, as far as its input says. */
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
 * The scaffolder keeps checkpoints when a person retries a task as well as when it recovers one whose backend was
 * killed, and tells neither to the action. So before the end of an attempt a checkpoint holds a reference to it, the
 * token, and CloudFormation knows how it went. After a failure a checkpoint holds the failure: if the task has ended
 * since, somebody wants another attempt; if it has not, the backend was killed on the way there, and the failure is
 * what the task has to end with.
 *
 * @param options.place - tells the deploys of one step from each other, since the iterations of a step with `each`
 *   share its checkpoints
 * @param options.from - number of the first attempt to look at; default 1. A run sees the checkpoints that were there
 *   when it began, not those that it writes itself
 * @throws StackError: the failure of an attempt whose task has not ended since
 */
export async function currentAttempt(options: {
  ctx: Pick<ActionContext<any, any>, 'checkpoint' | 'logger' | 'task'>;
  taskEnds: TaskEnds;
  place: string;
  from?: number;
}): Promise<Attempt> {
  const { ctx, taskEnds, place, from = 1 } = options;
  const taskId = ctx.task.id;
  for (let number = from; number <= mostAttempts; number++) {
    const key = `attempt-${number}:${place}`;
    let isTakenUp = true;
    const { token } = await ctx.checkpoint({
      key,
      fn: async () => {
        isTakenUp = false;
        return { token: `ps-${number}-${randomUUID()}`, place };
      },
    });
    const remember = async (ended: Ended) => {
      await ctx.checkpoint({ key: `${key}:ended`, fn: async () => ended });
    };
    const ended = isTakenUp
      ? await remembered<Ended>(ctx.checkpoint, `${key}:ended`)
      : undefined;
    if (!ended) {
      return {
        number,
        token,
        isTakenUp,
        fail: async ({ code, message }) =>
          remember({
            failure: { code, message, taskEnds: await taskEnds.watch(taskId) },
          }),
        replace: async () => {
          await remember({});
          return currentAttempt({ ...options, from: number + 1 });
        },
      };
    }
    if (
      ended.failure &&
      (await taskEnds.count(taskId)) <= ended.failure.taskEnds
    ) {
      ctx.logger.info(
        'The deploy had failed before the backend was stopped. Its failure is told again; nothing was deployed a second time.',
      );
      throw new StackError(ended.failure.code, ended.failure.message);
    }
  }
  throw new Error(
    `This task has tried to deploy ${place} ${mostAttempts} times. Start a new task.`,
  );
}

class NotYet extends Error {}

/** The framework offers no look at a checkpoint, but it keeps none whose function throws. */
async function remembered<T>(
  checkpoint: ActionContext<any, any>['checkpoint'],
  key: string,
): Promise<T | undefined> {
  try {
    return await checkpoint<any>({
      key,
      fn: async () => {
        throw new NotYet('not yet');
      },
    });
  } catch (error) {
    if (error instanceof NotYet) return undefined;
    throw error;
  }
}
