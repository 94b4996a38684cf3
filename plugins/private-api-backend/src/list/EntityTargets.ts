import type { Knex } from 'knex';
import { type ProbingConfig, intervalOf } from '../config/ProbingConfig';

/** A target of an entity, as its histories need it. */
export type EntityTarget = {
  id: string;
  /** Interval between two probes, in milliseconds. */
  intervalMs: number;
};

/** The targets of an entity, without those that were removed. */
export async function entityTargets(
  knex: Knex,
  config: ProbingConfig,
  entityRef: string,
): Promise<EntityTarget[]> {
  const rows: Array<{
    id: string;
    environment_id: string | null;
    settings: string | null;
  }> = await knex('targets')
    .where({ entity_ref: entityRef, removed_at: null })
    .orderBy('id')
    .select('id', 'environment_id', 'settings');
  return rows.map(row => {
    const { intervalMs } = JSON.parse(row.settings ?? '{}');
    return {
      id: row.id,
      intervalMs: intervalMs ?? intervalOf(config, row.environment_id ?? ''),
    };
  });
}

/** Title of a vantage. One that is no longer configured has its id. */
export function vantageTitle(config: ProbingConfig, id: string): string {
  return config.vantages.find(vantage => vantage.id === id)?.title ?? id;
}
