import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { StackDescription } from '@private-serverless/stack';
import type { Knex } from 'knex';
import { migratedDatabase } from './migratedDatabase';
import { STACK_TAG_TASK_ID } from './taskTag';
import type { Tasks } from './tasks';

/**
 * Records the last task that continued with a stack that another task created.
 * @public
 */
export interface StackTasks {
  /**
   * Reads the task that has reserved a stack.
   * @returns the ID of the task, undefined if no task continued with the stack
   */
  find(stackArn: string): Promise<string | undefined>;
  /**
   * Reserves a stack for a task, unless another running task has reserved it. If two tasks call this at the same time, one
   * of them gets the stack.
   *
   * @returns undefined if the stack is reserved for this task, otherwise the ID of the other task
   */
  claim(stackArn: string, taskId: string): Promise<string | undefined>;
}

const table = 'private_serverless_stack_tasks';

/** Stores the reservations in the scaffolder's database, so that all backends share them. */
export class DatabaseStackTasks implements StackTasks {
  private constructor(
    private readonly knex: Knex,
    private readonly tasks: Tasks,
  ) {}

  /** Runs the migrations first, unless `skipMigrations` is set. */
  static async create(options: {
    database: DatabaseService;
    tasks: Tasks;
  }): Promise<DatabaseStackTasks> {
    return new DatabaseStackTasks(
      await migratedDatabase(options.database),
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
      // Several backends may have found the same holder: this update succeeds for one of them.
      await this.knex(table)
        .where({ stack_arn: stackArn, task_id: holder })
        .update({ task_id: taskId });
    }
  }
}

/**
 * The running task that created a stack or continues with it.
 *
 * @param ownTaskId - the current task, which is ignored
 * @returns the ID of the task, undefined if no such task is running
 * @throws the error of the scaffolder or the database if one of them does not respond
 */
export async function runningTaskOf(
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
