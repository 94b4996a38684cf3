import { setTimeout as sleep } from 'node:timers/promises';
import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { Knex } from 'knex';
import { migrated } from './migrated';

/**
 * How often a task has come to its end.
 *
 * A task runs once, and again for each retry by a person and each recovery after a backend's death. Only a run that
 * came to its end can be retried, and only one that did not is recovered: that the count has grown since tells a retry
 * from a recovery. The scaffolder itself (4.2.0 and 4.3.0) tells neither to an action: both leave the same `recovered` event, and
 * a retry deletes the `completion`.
 */
export interface TaskEnds {
  /** Counts the ends of a task from now on. @returns how many were counted before */
  watch(taskId: string): Promise<number>;
  /** @returns the ends that were counted since the first `watch`, 0 for a task that is not watched */
  count(taskId: string): Promise<number>;
}

/** The scaffolder stores an end within milliseconds. */
const defaultPatience = { tries: 20, pauseMs: 250 };

const table = 'private_serverless_task_ends';

/** Keeps the counts in the scaffolder's database, so that every backend knows them, also one that starts later. */
export class DatabaseTaskEnds implements TaskEnds {
  private constructor(private readonly knex: Knex) {}

  /**
   * Brings the table up to date, unless the operator migrates by other means, and listens to the tasks' ends.
   *
   * @param options.statusOf - the status of a task as it is stored. The scaffolder tells of an end before it has stored
   *   it, and a task whose end was never stored is recovered
   * @param options.patience - how often, and after which pause, the status is asked for until it says so
   */
  static async create(options: {
    database: DatabaseService;
    events: EventsService;
    logger: LoggerService;
    statusOf: (taskId: string) => Promise<string>;
    patience?: { tries: number; pauseMs: number };
  }): Promise<DatabaseTaskEnds> {
    const { database, events, logger, statusOf } = options;
    const { tries, pauseMs } = options.patience ?? defaultPatience;
    const knex = await migrated(database);
    const ends = new DatabaseTaskEnds(knex);
    await events.subscribe({
      id: 'private-serverless-task-ends',
      topics: ['scaffolder.task'],
      async onEvent({ eventPayload }) {
        const taskId = endedTask(eventPayload);
        if (!taskId) return;
        try {
          if (!(await ends.isWatched(taskId))) return;
          for (let left = tries; !isEnd(await statusOf(taskId)); left--) {
            if (left <= 1) throw new Error('its end is not stored');
            await sleep(pauseMs);
          }
          await ends.add(taskId);
        } catch (error) {
          logger.warn(
            `The end of task ${taskId} could not be noted: a retry of a failed deploy in it tells the failure once more before it deploys again`,
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
 * @param payload - of an event of the topic `scaffolder.task`. What the scaffolder publishes when a task's status is
 *   set has the task in `id`; what it publishes of a person's cancel, which the run has yet to follow, and of a
 *   recovery has it in `taskId`, and in `id` that of an event.
 * @returns the task that has come to its end, if the event says so
 */
function endedTask(payload: unknown): string | undefined {
  const { id, taskId, status } = (payload ?? {}) as Record<string, unknown>;
  return isEnd(status) && taskId === undefined && typeof id === 'string'
    ? id
    : undefined;
}
