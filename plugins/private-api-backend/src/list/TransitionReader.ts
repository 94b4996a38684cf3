import { InputError } from '@backstage/errors';
import type {
  TransitionList,
  TransitionView,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { ProbingConfig } from '../config/ProbingConfig';
import { decodeCursor, encodeCursor } from './cursor';
import { entityTargets, vantageTitle } from './EntityTargets';
import { defined, isoTime } from './summary';

/** The transition that a page follows. */
const cursorSchema = z.strictObject({
  at: z.number().int(),
  id: z.number().int(),
});

type TransitionRow = {
  id: number | string;
  target_id: string;
  vantage_id: string;
  at: number | string;
  until_at: number | string | null;
  from_state: string;
  to_state: string;
  code: string | null;
  hop: string | null;
  cause: string | null;
};

/** Reads the transitions of the targets of an entity. */
export class TransitionReader {
  constructor(
    private readonly knex: Knex,
    private readonly config: ProbingConfig,
  ) {}

  /**
   * Transitions, newest first.
   * @param query - without `vantage`, those of targets as a whole
   * @throws InputError if the entity does not have the target, or for a cursor that is not valid
   */
  async transitions(query: {
    entityRef: string;
    target?: string;
    vantage?: string;
    limit: number;
    cursor?: string;
  }): Promise<TransitionList> {
    const after =
      query.cursor === undefined
        ? undefined
        : decodeCursor(query.cursor, cursorSchema);
    const ids = await this.targetIds(query.entityRef, query.target);
    const found = await this.rows(
      ids,
      query.vantage ?? '',
      query.limit + 1,
      after,
    );
    const items = found.slice(0, query.limit);
    const last = items.at(-1);
    return {
      items: items.map(row => this.view(row)),
      ...(found.length > query.limit &&
        last && {
          nextCursor: encodeCursor({
            at: Number(last.at),
            id: Number(last.id),
          }),
        }),
    };
  }

  /** Transitions of one target as a whole, the newest one first. */
  async latest(targetId: string, limit: number): Promise<TransitionView[]> {
    const rows = await this.rows([targetId], '', limit);
    return rows.map(row => this.view(row));
  }

  private async rows(
    targetIds: readonly string[],
    vantageId: string,
    limit: number,
    after?: { at: number; id: number },
  ): Promise<TransitionRow[]> {
    const all = this.knex('transitions')
      .whereIn('target_id', [...targetIds])
      .where({ vantage_id: vantageId })
      .select(
        '*',
        this.knex.raw(
          'lead(at) over (partition by target_id order by at, id) as until_at',
        ),
      );
    return this.knex
      .from(all.as('t'))
      .modify(rows => {
        if (!after) return;
        rows.where(older =>
          older
            .where('at', '<', after.at)
            .orWhere(tied =>
              tied.where({ at: after.at }).where('id', '<', after.id),
            ),
        );
      })
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
  }

  private async targetIds(
    entityRef: string,
    target: string | undefined,
  ): Promise<string[]> {
    const targets = await entityTargets(this.knex, this.config, entityRef);
    const ids = targets.map(({ id }) => id);
    if (target === undefined) return ids;
    if (!ids.includes(target)) {
      throw new InputError(
        `target: '${target}' is not a target of ${entityRef}. Use a targetId of its health`,
      );
    }
    return [target];
  }

  private view(row: TransitionRow): TransitionView {
    return defined({
      id: String(row.id),
      targetId: row.target_id,
      vantage:
        row.vantage_id === ''
          ? undefined
          : {
              id: row.vantage_id,
              title: vantageTitle(this.config, row.vantage_id),
            },
      at: isoTime(row.at)!,
      from: row.from_state as TransitionView['from'],
      to: row.to_state as TransitionView['to'],
      until: isoTime(row.until_at),
      code: row.code ?? undefined,
      hop: (row.hop ?? undefined) as TransitionView['hop'],
      cause: row.cause ?? undefined,
    });
  }
}
