import { setTimeout as sleep } from 'node:timers/promises';
import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { Knex } from 'knex';
import { migratedDatabase } from './migratedDatabase';

/**
 * Counts how often each task has ended.
 *
 * A task runs once, and again for each retry by a user and each task recovery. Backstage offers a retry only after a run
 * has ended, and recovers only a run that has not. So if the count has grown since the last run, this run is a retry. The
 * scaffolder (4.2.0 and 4.3.0) does not report the difference to an action: both cases write the same `recovered` event,
 * and a retry deletes the `completion` event.
 * @public
 */
export interface TaskEnds {
  /** Starts to count the ends of a task. @returns the number of ends counted so far */
  watch(taskId: string): Promise<number>;
  /**
   * Reads the count of a task.
   * @returns the number of ends since the first `watch`, 0 for a task that is not watched
   */
  count(taskId: string): Promise<number>;
}

/** The scaffolder stores an end within milliseconds. */
const defaultPolling = { maxAttempts: 20, intervalMs: 250 };

const table = 'private_serverless_task_ends';

/** Stores the counts in the scaffolder's database, so that all backends share them. */
export class DatabaseTaskEnds implements TaskEnds {
  private constructor(private readonly knex: Knex) {}

  /**
   * Runs the migrations, unless `skipMigrations` is set, and subscribes to the events of tasks.
   *
   * @param options.statusOf - reads the stored status of a task. The scaffolder publishes the end of a task before it
   *   stores it, and it recovers a task whose end was never stored
   * @param options.polling - how often the stored status is read before the end counts as lost, and the time in between
   */
  static async create(options: {
    database: DatabaseService;
    events: EventsService;
    logger: LoggerService;
    statusOf: (taskId: string) => Promise<string>;
    polling?: { maxAttempts: number; intervalMs: number };
  }): Promise<DatabaseTaskEnds> {
    const { database, events, logger, statusOf } = options;
    const { maxAttempts, intervalMs } = options.polling ?? defaultPolling;
    const knex = await migratedDatabase(database);
    const ends = new DatabaseTaskEnds(knex);
    await events.subscribe({
      id: 'private-serverless-task-ends',
      topics: ['scaffolder.task'],
      async onEvent({ eventPayload }) {
        const taskId = endedTask(eventPayload);
        if (!taskId) return;
        try {
          if (!(await ends.isWatched(taskId))) return;
          for (let left = maxAttempts; !isEnd(await statusOf(taskId)); left--) {
            if (left <= 1) throw new Error('the scaffolder has not stored it');
            await sleep(intervalMs);
          }
          await ends.add(taskId);
        } catch (error) {
          logger.warn(
            `Failed to record the end of task ${taskId}. The first retry of a failed deploy in this task reports the failure again; the second one deploys.`,
            error as Error,
          );
        }
      },
    });
    return ends;
  }

  async watch(taskId: string): Promise<number> {
    await this.knex(table)
      .insert({ task_id: taskId, ends: 0 })
      .onConflict('task_id')
      .ignore();
    return this.count(taskId);
  }

  async count(taskId: string): Promise<number> {
    const row = await this.knex(table).where({ task_id: taskId }).first('ends');
    return row?.ends ?? 0;
  }

  private async isWatched(taskId: string): Promise<boolean> {
    return Boolean(
      await this.knex(table).where({ task_id: taskId }).first('task_id'),
    );
  }

  private async add(taskId: string): Promise<void> {
    await this.knex(table).where({ task_id: taskId }).increment('ends', 1);
  }
}

function isEnd(status: unknown): boolean {
  return ['completed', 'failed', 'cancelled'].includes(String(status));
}

/**
 * @param payload - payload of an event of the topic `scaffolder.task`. When the scaffolder sets the status of a task, `id`
 *   is the ID of the task. For a cancel request, which the run has yet to follow, and for a task recovery, `taskId` is the
 *   ID of the task and `id` the ID of an event
 * @returns the ID of the task that has ended, undefined for any other event
 */
function endedTask(payload: unknown): string | undefined {
  const { id, taskId, status } = (payload ?? {}) as Record<string, unknown>;
  return isEnd(status) && taskId === undefined && typeof id === 'string'
    ? id
    : undefined;
}
