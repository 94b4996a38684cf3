import type {
  TargetFilters,
  TargetList,
  TargetQuery,
  TargetSummary,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import {
  type Cursor,
  decodeListCursor,
  encodeCursor,
  invalidCursor,
} from './cursor';
import { Dialect } from './dialect';
import { applyFilters } from './filters';
import { Sorting } from './sorting';
import { stripOf, summaryOf } from './summary';
import { type ListRow, targetRows } from './targetRows';
import { sortVersions } from './versions';
import type { Visible } from './Visibility';

const defaultLimit = 20;
const exportChunk = 500;

/** Filters and order, from a query or from a cursor. */
type Position = Omit<Cursor, 'values'> & { values?: Cursor['values'] };

/** A target without its last 24 hours. */
export type TargetLine = Omit<TargetSummary, 'strip'>;

/** Lists of targets, which the database filters, sorts and pages. */
export class TargetLists {
  readonly knex: Knex;
  readonly environments: readonly Environment[];
  readonly dialect: Dialect;
  readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    environments: readonly Environment[];
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.environments = options.environments;
    this.dialect = new Dialect(options.knex);
    this.clock = options.clock ?? Date.now;
  }

  /**
   * One page of the targets that the caller can see.
   * @throws InputError if the cursor is not valid
   */
  async page(query: TargetQuery, visible: Visible): Promise<TargetList> {
    const { cursor, limit = defaultLimit } = query;
    const position = cursor ? decodeListCursor(cursor) : positionOf(query);
    const rows = await this.rows(visible);
    const sorting = new Sorting(this.dialect, position);
    const [found, [{ total }]] = await Promise.all([
      this.read(rows(), sorting, position, limit + 1),
      applyFilters(rows(), position.filters, this).count({ total: '*' }),
    ]);
    const hasMore = found.length > limit;
    const items = found.slice(0, limit);
    if (position.isBackward) items.reverse();
    const offset = position.isBackward
      ? Math.max(0, position.offset - items.length)
      : position.offset;
    const cursorAt = (row: ListRow | undefined, isBackward: boolean) =>
      row &&
      encodeCursor({
        filters: position.filters,
        sort: position.sort,
        order: position.order,
        values: sorting.valuesOf(row),
        offset: isBackward ? offset : offset + items.length,
        isBackward,
      });
    const hasNext = position.isBackward || hasMore;
    const hasPrevious = position.isBackward ? hasMore : offset > 0;
    return {
      items: await this.withStrips(items),
      totalItems: Number(total),
      offset,
      nextCursor: hasNext ? cursorAt(items.at(-1), false) : undefined,
      previousCursor: hasPrevious ? cursorAt(items[0], true) : undefined,
    };
  }

  /** Every target of a list in order, in chunks, so that memory does not grow with their number. */
  async *all(
    query: TargetQuery,
    visible: Visible,
  ): AsyncGenerator<TargetLine[]> {
    const rows = await this.rows(visible);
    const position: Position = positionOf(query);
    const sorting = new Sorting(this.dialect, position);
    for (;;) {
      const found = await this.read(rows(), sorting, position, exportChunk);
      if (found.length > 0) {
        yield found.map(row => summaryOf(row, this.environments));
      }
      if (found.length < exportChunk) return;
      position.values = sorting.valuesOf(found.at(-1)!);
    }
  }

  /** Versions of the golden path among all targets, the oldest one first. */
  async versions() {
    const found: Array<string | null> = await this.knex('targets')
      .whereNull('removed_at')
      .distinct('template_version')
      .pluck('template_version');
    return sortVersions(found.filter(version => version !== null));
  }

  /** A source of queries over the rows that the caller can see, all of the same time. */
  async rows(visible: Visible, versions?: ReturnType<typeof sortVersions>) {
    const context = {
      now: this.clock(),
      visible,
      environments: [...this.environments]
        .sort((one, other) => one.title.localeCompare(other.title, 'en'))
        .map(({ id }) => id),
      versions: versions ?? (await this.versions()),
    };
    return () => targetRows(this.knex, this.dialect, context);
  }

  get now(): number {
    return this.clock();
  }

  private async read(
    rows: Knex.QueryBuilder,
    sorting: Sorting,
    { filters, values, isBackward }: Position,
    limit: number,
  ): Promise<ListRow[]> {
    const query = applyFilters(rows.select('v.*'), filters, this);
    sorting.apply(query, isBackward);
    if (values) {
      if (!sorting.fits(values)) throw invalidCursor();
      sorting.after(query, values, isBackward);
    }
    return query.limit(limit);
  }

  private async withStrips(rows: ListRow[]): Promise<TargetSummary[]> {
    const days: Array<{ target_id: string; slots: string }> = await this.knex(
      'summaries',
    )
      .whereIn(
        'target_id',
        rows.map(({ id }) => id),
      )
      .select('target_id', 'slots');
    const byTarget = new Map(days.map(day => [day.target_id, day.slots]));
    const now = this.clock();
    return rows.map(row => ({
      ...summaryOf(row, this.environments),
      strip: stripOf(byTarget.get(row.id), now),
    }));
  }
}

function positionOf({
  sort,
  order,
  cursor: _,
  limit: __,
  ...rest
}: TargetQuery): Position {
  return {
    filters: rest as TargetFilters,
    sort: sort ?? 'state',
    order: order ?? 'asc',
    offset: 0,
    isBackward: false,
  };
}
