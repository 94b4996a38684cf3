import type { Knex } from 'knex';

/** Whether a text can be in a column. PostgreSQL rejects statements with the character NUL, and stores none. */
export function isStorable(text: string): boolean {
  return !text.includes('\0');
}

/** SQL that PostgreSQL and SQLite write in different ways. */
export class Dialect {
  private readonly isPostgres: boolean;

  constructor(private readonly knex: Knex) {
    this.isPostgres = knex.client.config.client === 'pg';
  }

  /** Whether a column is one of the values, with one binding for all of them. */
  isIn(column: string, values: readonly string[]): Knex.Raw {
    const possible = values.filter(isStorable);
    return this.isPostgres
      ? this.knex.raw(`${column} = any(?::text[])`, [possible])
      : this.knex.raw(`${column} in (select value from json_each(?))`, [
          JSON.stringify(possible),
        ]);
  }

  /** Position of a column among the values, or null. */
  positionIn(column: string, values: readonly string[]): Knex.Raw {
    return this.isPostgres
      ? this.knex.raw(`array_position(?::text[], ${column}::text)`, [
          [...values],
        ])
      : this.knex.raw(
          `(select key from json_each(?) where value = ${column})`,
          [JSON.stringify(values)],
        );
  }

  /** A text that is compared by its bytes, so that the order is the same in every database. */
  bytes(expression: string): string {
    return this.isPostgres ? `${expression} collate "C"` : expression;
  }
}
