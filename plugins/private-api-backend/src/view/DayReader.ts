import type { DayView } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';

/** PostgreSQL returns 64-bit integers as strings. */
type SummaryRow = {
  target_id: string;
  at: number | string;
  uptime: number | null;
  coverage: number;
  p95_ms: number | null;
  slots: string;
};

/** Reads the last 24 hours of targets. */
export class DayReader {
  /** @param knex - a migrated database */
  constructor(private readonly knex: Knex) {}

  /** By id. A target that was not summarized yet is absent. */
  async of(targetIds: readonly string[]): Promise<Map<string, DayView>> {
    const rows = await this.knex<SummaryRow>('summaries').whereIn(
      'target_id',
      targetIds,
    );
    return new Map(rows.map(row => [row.target_id, toDayView(row)]));
  }
}

function toDayView(row: SummaryRow): DayView {
  return {
    at: new Date(Number(row.at)).toISOString(),
    ...(row.uptime !== null && { uptime: row.uptime }),
    coverage: row.coverage,
    ...(row.p95_ms !== null && { p95Ms: row.p95_ms }),
    slots: JSON.parse(row.slots),
  };
}
