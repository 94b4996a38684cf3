import type {
  TargetQuery,
  TargetSortKey,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import type { Dialect } from './dialect';

/** Value of a row in the order of a list. */
export type SortValue = string | number;

type SortPart = { sql: string; isNumber: boolean; isDescending: boolean };

const numbers: Partial<Record<TargetSortKey, string>> = {
  state: 'v.state_rank',
  environment: 'v.environment_rank',
  hop: 'v.hop_rank',
  since: 'v.since',
  uptime: 'v.uptime',
  p95: 'v.p95_ms',
  certificate: 'v.certificate_at',
  version: 'v.version_rank',
};

/** Greater than every value. */
const last = { number: '1e300', text: '\u{10FFFF}' };

/**
 * The order of a list: by a key, then by name and id, so that every row has its own place. Rows without a value are the
 * last ones in both directions.
 */
export class Sorting {
  private readonly parts: SortPart[];

  constructor(
    dialect: Dialect,
    { sort = 'state', order = 'asc' }: Pick<TargetQuery, 'sort' | 'order'>,
  ) {
    const text = (sql: string, isDescending = false): SortPart => ({
      sql: dialect.bytes(sql),
      isNumber: false,
      isDescending,
    });
    const isDescending = order === 'desc';
    const column = numbers[sort];
    // Ties are by the name of the entity, which is stored in lower case. To convert every title takes longer than to join the tables.
    const name =
      sort === 'name' ? `lower(${dialect.bytes('v.title')})` : 'v.search';
    this.parts = [];
    if (column) {
      this.parts.push({
        sql: `coalesce(cast(${column} as double precision), ${
          isDescending ? '-' : ''
        }${last.number})`,
        isNumber: true,
        isDescending,
      });
    } else if (sort === 'owner') {
      this.parts.push(
        text(
          `coalesce(v.owner, '${isDescending ? '' : last.text}')`,
          isDescending,
        ),
      );
    }
    this.parts.push(
      text(name, sort === 'name' && isDescending),
      text('v.id', sort === 'name' && isDescending),
    );
  }

  /** Adds the columns `sort_0`, … to the rows, and orders them. */
  apply(query: Knex.QueryBuilder, isBackward: boolean): void {
    this.parts.forEach(({ sql, isDescending }, index) => {
      query.select(query.client.raw(`${sql} as sort_${index}`));
      query.orderByRaw(
        `${sql} ${isDescending === isBackward ? 'asc' : 'desc'}`,
      );
    });
  }

  /** The columns that {@link apply} adds, of a subquery. */
  columns(alias: string): string[] {
    return this.parts.map((_, index) => `${alias}.sort_${index}`);
  }

  /** Orders by the columns that {@link apply} adds, of a subquery. */
  orderBy(query: Knex.QueryBuilder, alias: string, isBackward: boolean): void {
    this.columns(alias).forEach((column, index) =>
      query.orderBy(
        column,
        this.parts[index].isDescending === isBackward ? 'asc' : 'desc',
      ),
    );
  }

  /** The values of a row in this order. */
  valuesOf(row: Record<string, unknown>): SortValue[] {
    return this.parts.map((_, index) => row[`sort_${index}`] as SortValue);
  }

  /** Whether values of a cursor fit this order. */
  fits(values: readonly unknown[]): boolean {
    return (
      values.length === this.parts.length &&
      this.parts.every(
        ({ isNumber }, index) =>
          typeof values[index] === (isNumber ? 'number' : 'string'),
      )
    );
  }

  /** Keeps only rows behind these values, or before them if backward. */
  after(
    query: Knex.QueryBuilder,
    values: readonly SortValue[],
    isBackward: boolean,
  ): void {
    query.where(group => this.addAfter(group, values, isBackward, 0));
  }

  private addAfter(
    group: Knex.QueryBuilder,
    values: readonly SortValue[],
    isBackward: boolean,
    index: number,
  ): void {
    const { sql, isNumber, isDescending } = this.parts[index];
    const value = isNumber ? 'cast(? as double precision)' : '?';
    const operator = isDescending === isBackward ? '>' : '<';
    group.whereRaw(`${sql} ${operator} ${value}`, [values[index]]);
    if (index + 1 === this.parts.length) return;
    group.orWhere(tied => {
      tied.whereRaw(`${sql} = ${value}`, [values[index]]);
      tied.where(rest => this.addAfter(rest, values, isBackward, index + 1));
    });
  }
}
