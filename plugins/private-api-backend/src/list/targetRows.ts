import {
  type HealthState,
  healthStates,
  hops,
  worstState,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import type { Dialect } from './dialect';
import type { Versions } from './versions';
import type { Visible } from './Visibility';

/** A time of a result that is this far in the future shows that the clock was set back, in milliseconds. */
const maxFutureMs = 60_000;
const dayMs = 24 * 60 * 60 * 1_000;

/** Every state, the worst one first. */
export const statesWorstFirst: readonly HealthState[] = [...healthStates].sort(
  (one, other) => (worstState([one, other]) === one ? -1 : 1),
);

/** What the rows of a list are read with. */
export type RowContext = {
  /** Epoch milliseconds. */
  now: number;
  visible: Visible;
  /** Ids in the order of their titles. */
  environments: readonly string[];
  /** Of the golden path. */
  versions: Versions;
};

/** A row of {@link targetRows}. PostgreSQL returns 64-bit integers as strings. Times are in epoch milliseconds. */
export type ListRow = {
  id: string;
  entity_ref: string;
  title: string;
  owner: string | null;
  system: string | null;
  environment_id: string | null;
  entry: string | null;
  template_version: string | null;
  /** Null: not known. */
  behind: number | null;
  state: HealthState;
  stale: number;
  since: number | string | null;
  code: string | null;
  hop: string | null;
  cause: string | null;
  private: boolean | number | null;
  certificate_at: number | string | null;
  checked_at: number | string | null;
  uptime: number | null;
  coverage: number;
  p95_ms: number | null;
  /** JSON. */
  strip: string | null;
  strip_at: number | string | null;
};

const rank = (expression: string, values: readonly string[]) =>
  `case ${expression} ${values
    .map((value, index) => `when '${value}' then ${index}`)
    .join(' ')} end`;

/**
 * One row for each target that the caller can see, with its state as of now: without a result for three intervals, it is
 * unknown. The columns are those of {@link ListRow}, and some to filter and sort by.
 */
export function targetRows(
  knex: Knex,
  dialect: Dialect,
  context: RowContext,
): Knex.QueryBuilder {
  const now = Math.trunc(context.now);
  const isPast = `s.stale_at <= ${now}`;
  const isFuture = `s.checked_at > ${now + maxFutureMs}`;
  // Null counts as false in a case expression.
  const isStale = `${isPast} or ${isFuture}`;
  const state = `case when ${isStale} then 'unknown' else s.state end`;
  const ifFresh = (column: string) =>
    `case when ${isStale} then null else ${column} end`;
  const ifRecent = (column: string) =>
    `case when m.at > ${
      now - dayMs
    } then cast(${column} as double precision) end`;
  const query = knex('targets as t')
    .join('states as s', 's.target_id', 't.id')
    .leftJoin('summaries as m', 'm.target_id', 't.id')
    .select(
      't.id',
      't.entity_ref',
      't.owner',
      't.system',
      't.environment_id',
      't.entry',
      't.template_version',
      's.certificate_at',
      's.checked_at',
      'm.strip',
      'm.at as strip_at',
      knex.raw('coalesce(t.title, t.entity_ref) as title'),
      knex.raw('coalesce(t.name, t.entity_ref) as search'),
      knex.raw(`${state} as state`),
      knex.raw(
        `case when ${isStale} then ${statesWorstFirst.indexOf(
          'unknown',
        )} else ${rank('s.state', statesWorstFirst)} end as state_rank`,
      ),
      knex.raw(`case when ${isStale} then 1 else 0 end as stale`),
      knex.raw(
        `case when ${isPast} then s.stale_at when ${isFuture} then null else s.since end as since`,
      ),
      knex.raw(
        `case when ${isStale} then 'data.stale' else s.code end as code`,
      ),
      knex.raw(`${ifFresh('s.hop')} as hop`),
      knex.raw(`${ifFresh(rank('s.hop', hops))} as hop_rank`),
      knex.raw(`${ifFresh('s.cause')} as cause`),
      knex.raw(`${ifFresh('s.private')} as private`),
      knex.raw(`${ifRecent('m.uptime')} as uptime`),
      knex.raw(`coalesce(${ifRecent('m.coverage')}, 0) as coverage`),
      knex.raw(`${ifRecent('m.p95_ms')} as p95_ms`),
      knex.raw('? as environment_rank', [
        dialect.positionIn('t.environment_id', context.environments),
      ]),
      knex.raw('? as version_rank', [
        dialect.positionIn('t.template_version', context.versions.sorted),
      ]),
      knex.raw('case when ? then 1 when ? then 0 end as behind', [
        dialect.isIn('t.template_version', context.versions.older),
        dialect.isIn('t.template_version', context.versions.current),
      ]),
    );
  if (context.visible !== 'all') {
    query.where(dialect.isIn('t.entity_ref', context.visible.refs) as any);
  }
  return knex.from(query.as('v'));
}
