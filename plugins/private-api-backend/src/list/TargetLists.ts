import type {
  TargetFilters,
  TargetList,
  TargetQuery,
  TargetSummary,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import { stripUntil } from '../history/strip';
import {
  type Cursor,
  decodeListCursor,
  encodeCursor,
  invalidCursor,
} from './cursor';
import { Dialect } from './dialect';
import { applyFilters } from './filters';
import { Sorting, type SortValue } from './sorting';
import { summaryOf } from './summary';
import { type ListRow, targetRows } from './targetRows';
import { sortVersions, type Versions } from './versions';
import type { Visible } from './Visibility';

const defaultLimit = 20;
const exportChunk = 500;
const maxVersionAgeMs = 5_000;

/** Filters and order, from a query or from a cursor. */
type Position = Omit<Cursor, 'values'> & { values?: Cursor['values'] };

type PageRow = ListRow & { sortValues: SortValue[] };

/** A target without its last 24 hours. */
export type TargetLine = Omit<TargetSummary, 'strip'>;

/** Lists of targets, which the database filters, sorts and pages. */
export class TargetLists {
  readonly knex: Knex;
  readonly environments: readonly Environment[];
  readonly dialect: Dialect;
  /** Latest version of the golden path. Absent: not known, so no service is behind. */
  readonly latestVersion?: string;
  private readonly clock: () => number;
  private known?: { at: number; versions: Promise<Versions> };

  constructor(options: {
    knex: Knex;
    environments: readonly Environment[];
    latestVersion?: string;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.environments = options.environments;
    this.dialect = new Dialect(options.knex);
    this.latestVersion = options.latestVersion;
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
    const [found, [{ total }]] = await Promise.all([
      this.read(rows, position, limit + 1),
      applyFilters(rows(), position.filters, this).count({ total: '*' }),
    ]);
    const hasMore = found.length > limit;
    const items = found.slice(0, limit);
    if (position.isBackward) items.reverse();
    const offset = position.isBackward
      ? Math.max(0, position.offset - items.length)
      : position.offset;
    const cursorAt = (row: PageRow | undefined, isBackward: boolean) =>
      row &&
      encodeCursor({
        filters: position.filters,
        sort: position.sort,
        order: position.order,
        values: row.sortValues,
        offset: isBackward ? offset : offset + items.length,
        isBackward,
      });
    const hasNext = position.isBackward || hasMore;
    const hasPrevious = position.isBackward ? hasMore : offset > 0;
    return {
      items: items.map(row => ({
        ...summaryOf(row, this.environments),
        strip: stripUntil(this.now, row.strip, Number(row.strip_at)),
      })),
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
    for (;;) {
      const found = await this.read(rows, position, exportChunk);
      if (found.length > 0) {
        yield found.map(row => summaryOf(row, this.environments));
      }
      if (found.length < exportChunk) return;
      position.values = found.at(-1)!.sortValues;
    }
  }

  /** Versions of the golden path among all targets, the oldest one first. Read at most every few seconds. */
  private async versions(): Promise<Versions> {
    const at = performance.now();
    if (!this.known || at - this.known.at >= maxVersionAgeMs) {
      const known = { at, versions: this.readVersions() };
      this.known = known;
      known.versions.catch(() => {
        if (this.known === known) this.known = undefined;
      });
    }
    return this.known.versions;
  }

  private async readVersions(): Promise<Versions> {
    const found: Array<string | null> = await this.knex('targets')
      .whereNull('removed_at')
      .distinct()
      .pluck('template_version');
    return sortVersions(
      found.filter(version => version !== null),
      this.latestVersion,
    );
  }

  /** A source of queries over the rows that the caller can see, all of the same time. */
  async rows(visible: Visible): Promise<() => Knex.QueryBuilder> {
    const context = {
      now: this.now,
      visible,
      environments: [...this.environments]
        .sort((one, other) => one.title.localeCompare(other.title, 'en'))
        .map(({ id }) => id),
      versions: await this.versions(),
    };
    return () => targetRows(this.knex, this.dialect, context);
  }

  get now(): number {
    return this.clock();
  }

  /**
   * Sorts narrow rows first, and reads the others of their columns only for those that are returned. Otherwise, the database
   * computes every column of every row to return a few of them.
   */
  private async read(
    rows: () => Knex.QueryBuilder,
    { filters, values, isBackward, ...order }: Position,
    limit: number,
  ): Promise<PageRow[]> {
    const sorting = new Sorting(this.dialect, order);
    const narrow = applyFilters(rows().select('v.id'), filters, this);
    sorting.apply(narrow, isBackward);
    if (values) {
      if (!sorting.fits(values)) throw invalidCursor();
      sorting.after(narrow, values, isBackward);
    }
    const query = rows()
      .join(narrow.limit(limit).as('found'), 'found.id', 'v.id')
      .select('v.*', ...sorting.columns('found'));
    sorting.orderBy(query, 'found', isBackward);
    return (await query).map((row: ListRow) => ({
      ...row,
      sortValues: sorting.valuesOf(row),
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
