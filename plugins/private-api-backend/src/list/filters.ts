import type { TargetFilters } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import { type Dialect, isStorable } from './dialect';

const dayMs = 24 * 60 * 60 * 1_000;

/** Column of the rows of a list by filter. */
const columns = {
  state: 'v.state',
  owner: 'v.owner',
  system: 'v.system',
  environment: 'v.environment_id',
  version: 'v.template_version',
} as const;

/** Until when a certificate must expire to be found by a filter, in epoch milliseconds. */
export function certificateBefore(days: number, now: number): number {
  return Math.trunc(now + days * dayMs);
}

/** Adds filters to the rows of a list. An empty string finds rows without a value. */
export function applyFilters(
  query: Knex.QueryBuilder,
  filters: TargetFilters,
  { dialect, now }: { dialect: Dialect; now: number },
): Knex.QueryBuilder {
  for (const [name, column] of Object.entries(columns)) {
    const values = filters[name as keyof typeof columns];
    if (values === undefined || values.length === 0) continue;
    query.where(group => {
      group.where(dialect.isIn(column, values) as any);
      if ((values as string[]).includes('')) group.orWhereNull(column);
    });
  }
  if (filters.search) {
    // A backslash is the escape character of PostgreSQL by default, and SQLite has none.
    const pattern = filters.search
      .toLocaleLowerCase('en-US')
      .replace(/[\\%_]/g, character => `\\${character}`);
    if (isStorable(pattern)) {
      query.whereRaw(`v.search like ? escape '\\'`, [`%${pattern}%`]);
    } else {
      query.whereRaw('1 = 0');
    }
  }
  if (filters.behind) query.where('v.behind', 1);
  if (filters.certificateWithinDays !== undefined) {
    query.where(
      'v.certificate_at',
      '<=',
      certificateBefore(filters.certificateWithinDays, now),
    );
  }
  return query;
}
