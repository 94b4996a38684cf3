import type { VantageHealth } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import { Dialect } from '../list/dialect';
import { defined, isoTime } from '../list/summary';
import type { Visible } from '../list/Visibility';
import type { VantageRow } from './rows';

/** Reads the health of the vantages. */
export class VantageReader {
  private readonly knex: Knex;
  private readonly config: ProbingConfig;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    config: ProbingConfig;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.config = options.config;
    this.clock = options.clock ?? Date.now;
  }

  /**
   * The vantages in the order of the configuration.
   * @param environments - ids of the environments that the caller can use. A vantage of another one is listed only if it
   *   probes a target that the caller can see
   */
  async list(
    visible: Visible,
    environments: readonly string[],
  ): Promise<VantageHealth[]> {
    const [rows, counts] = await Promise.all([
      this.knex<VantageRow>('vantages').select(),
      this.counts(visible),
    ]);
    return this.config.vantages
      .filter(
        ({ id, environment }) =>
          environment === undefined ||
          environments.includes(environment) ||
          counts.has(id),
      )
      .map(({ id, title, environment, control }) => {
        const row = rows.find(known => known.id === id);
        const { targets = 0, unknown = 0 } = counts.get(id) ?? {};
        return defined({
          id,
          title,
          environment,
          state: row?.state ?? ('unknown' as const),
          since: isoTime(row?.since),
          checkedAt: isoTime(row?.checked_at),
          cause: row?.cause ?? undefined,
          hasControl: control !== undefined,
          targets,
          unknownTargets: unknown,
        });
      });
  }

  private async counts(visible: Visible) {
    const isUnknown = `checks.state is null or checks.state = 'unknown' or checks.stale_at <= ${Math.trunc(
      this.clock(),
    )}`;
    const rows: Array<{
      vantage_id: string;
      targets: number | string;
      unknown: number | string;
    }> = await this.knex('checks')
      .join('targets as t', 't.id', 'checks.target_id')
      .whereNull('t.removed_at')
      // Others are paused: nothing probes them.
      .whereNotNull('checks.next_due_at')
      .modify(found => {
        if (visible === 'all') return;
        found.where(
          new Dialect(this.knex).isIn('t.entity_ref', visible.refs) as any,
        );
      })
      .groupBy('checks.vantage_id')
      .select(
        'checks.vantage_id',
        this.knex.raw('count(*) as targets'),
        this.knex.raw(
          `sum(case when ${isUnknown} then 1 else 0 end) as unknown`,
        ),
      );
    return new Map(
      rows.map(row => [
        row.vantage_id,
        { targets: Number(row.targets), unknown: Number(row.unknown) },
      ]),
    );
  }
}
