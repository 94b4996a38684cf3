import type { Readiness } from '@private-serverless/readiness';
import type { Knex } from 'knex';
import { parseReadiness } from './parseReadiness';

/** The latest check of an environment. */
export type StoredReadiness = {
  /** Hash of the configuration that was checked. */
  configuration: string;
  readiness: Readiness;
};

/** A row of `readiness`. `result` is JSON. PostgreSQL returns 64-bit integers as strings. */
type ReadinessRow = {
  environment_id: string;
  configuration: string;
  checked_at: number | string;
  result: string;
};

/** Stores the latest check of each environment in the database of the plugin, SQLite or PostgreSQL. */
export class ReadinessStore {
  private readonly knex: Knex;

  /** @param knex - a migrated database */
  constructor(knex: Knex) {
    this.knex = knex;
  }

  /** @returns undefined without a check, and for a result that this version cannot read */
  async latest(environmentId: string): Promise<StoredReadiness | undefined> {
    const row = await this.knex<ReadinessRow>('readiness')
      .where({ environment_id: environmentId })
      .first();
    const readiness = row && parseReadiness(row.result, environmentId);
    return readiness && { configuration: row.configuration, readiness };
  }

  /** Writes a result, unless another backend has written a later one in the meantime. */
  async save({ configuration, readiness }: StoredReadiness): Promise<void> {
    const checkedAt = Date.parse(readiness.at);
    await this.knex<ReadinessRow>('readiness')
      .insert({
        environment_id: readiness.environment,
        configuration,
        checked_at: checkedAt,
        result: JSON.stringify(readiness),
      })
      .onConflict('environment_id')
      .merge()
      .where('readiness.checked_at', '<=', checkedAt);
  }

  /** Deletes the results of all other environments. */
  async keepOnly(environmentIds: readonly string[]): Promise<void> {
    await this.knex<ReadinessRow>('readiness')
      .whereNotIn('environment_id', environmentIds)
      .delete();
  }
}
