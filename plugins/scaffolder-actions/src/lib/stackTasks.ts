import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { StackDescription } from '@private-serverless/stack';
import type { Knex } from 'knex';
import { migrated } from './migrated';
import { STACK_TAG_TASK_ID } from './taskTag';
import type { Tasks } from './tasks';

/** Remembers which task continued last with a stack that another task made. */
export interface StackTasks {
  /** @returns undefined for a stack that no task continued with */
  find(stackArn: string): Promise<string | undefined>;
  /**
   * Notes that a task continues with a stack, unless another one that is running does. Of two tasks that ask at the same
   * time, one gets the stack.
   *
   * @returns the other task, undefined where the stack is noted for this one
   */
  claim(stackArn: string, taskId: string): Promise<string | undefined>;
}

const table = 'private_serverless_stack_tasks';

/** Keeps the notes in the scaffolder's database, so that every backend knows them. */
export class DatabaseStackTasks implements StackTasks {
  private constructor(
    private readonly knex: Knex,
    private readonly tasks: Tasks,
  ) {}

  /** Brings the table up to date, unless the operator migrates by other means. */
  static async create(options: {
    database: DatabaseService;
    tasks: Tasks;
  }): Promise<DatabaseStackTasks> {
    return new DatabaseStackTasks(
      await migrated(options.database),
      options.tasks,
    );
  }

  async find(stackArn: string): Promise<string | undefined> {
    const row = await this.knex(table)
      .where({ stack_arn: stackArn })
      .first('task_id');
    return row?.task_id;
  }

  async claim(stackArn: string, taskId: string): Promise<string | undefined> {
    await this.knex(table)
      .insert({ stack_arn: stackArn, task_id: taskId })
      .onConflict('stack_arn')
      .ignore();
    for (;;) {
      const holder = await this.find(stackArn);
      if (holder === undefined || holder === taskId) return undefined;
      if ((await this.tasks.find(holder))?.isRunning) return holder;
      // Only one of those that found the same holder replaces it.
      await this.knex(table)
        .where({ stack_arn: stackArn, task_id: holder })
        .update({ task_id: taskId });
    }
  }
}

/**
 * The running task that made a stack or continued with it.
 *
 * @param ownTaskId - the task that asks, which does not count
 * @throws what the scaffolder and the database throw, where they cannot be asked
 */
export async function taskAtWork(
  { tasks, stackTasks }: { tasks: Tasks; stackTasks: StackTasks },
  { stackArn, tags }: Pick<StackDescription, 'stackArn' | 'tags'>,
  ownTaskId?: string,
): Promise<string | undefined> {
  for (const id of [tags[STACK_TAG_TASK_ID], await stackTasks.find(stackArn)]) {
    if (!id || id === ownTaskId) continue;
    if ((await tasks.find(id))?.isRunning) return id;
  }
  return undefined;
}
