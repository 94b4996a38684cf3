import { randomUUID } from 'node:crypto';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';

/** One attempt of a task to bring a stack to what its template says. */
export type Attempt = {
  /** From 1. */
  number: number;
  /** Client token of everything that this attempt asks of CloudFormation. */
  token: string;
  /** True when an earlier run of the task made this attempt and nothing says that it ended: it is to be taken up. */
  isTakenUp: boolean;
  /** Remembers that the attempt is over, so that the next run of the task begins another one. */
  end(outcome: string): Promise<void>;
};

type Checkpoint = ActionContext<any, any>['checkpoint'];

const mostAttempts = 1000;

/**
 * The attempt that this run of a task works on.
 *
 * The scaffolder keeps checkpoints when a person retries a task as well as when it recovers one whose backend was
 * killed, and tells neither to the action. So a checkpoint holds no outcome, only a reference: the token. An attempt
 * that is known to have ended is followed by one with a new token; of any other, CloudFormation knows how it went.
 *
 * The keys carry the stack's name, since the iterations of a step with `each` share its checkpoints.
 */
export async function currentAttempt(
  checkpoint: Checkpoint,
  stackName: string,
): Promise<Attempt> {
  for (let number = 1; number <= mostAttempts; number++) {
    const key = `attempt-${number}:${stackName}`;
    let isTakenUp = true;
    const { token } = await checkpoint({
      key,
      fn: async () => {
        isTakenUp = false;
        return { token: `ps-${number}-${randomUUID()}`, stackName };
      },
    });
    if (!isTakenUp || !(await isRemembered(checkpoint, `${key}:ended`))) {
      return {
        number,
        token,
        isTakenUp,
        end: async outcome => {
          await checkpoint({
            key: `${key}:ended`,
            fn: async () => ({ outcome }),
          });
        },
      };
    }
  }
  throw new Error(
    `This task has tried to deploy ${stackName} ${mostAttempts} times. Start a new task.`,
  );
}

class NotYet extends Error {}

/** The framework offers no look at a checkpoint, but it keeps none whose function throws. */
async function isRemembered(
  checkpoint: Checkpoint,
  key: string,
): Promise<boolean> {
  try {
    await checkpoint({
      key,
      fn: async () => {
        throw new NotYet('not yet');
      },
    });
    return true;
  } catch (error) {
    if (error instanceof NotYet) return false;
    throw error;
  }
}
