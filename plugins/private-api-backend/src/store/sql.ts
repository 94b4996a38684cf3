import type { Knex } from 'knex';

/** Whether the database is PostgreSQL. The other one is SQLite. */
export function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/** The rows that a raw statement with `returning` responds with. */
export async function returned<T>(statement: Knex.Raw): Promise<T[]> {
  const response = await statement;
  return Array.isArray(response) ? response : response.rows;
}

/** Type of a column in {@link valuesOf}. */
export type ColumnType = 'integer' | 'bigint' | 'text' | 'boolean';

/**
 * A table with these rows for the `from` of a statement. It has one binding for all rows, so that the statement is the same for
 * every number of them.
 * @param name - of the table
 */
export function valuesOf<C extends string>(
  knex: Knex,
  name: string,
  columns: Record<C, ColumnType>,
  rows: ReadonlyArray<Record<C, unknown>>,
): Knex.Raw {
  const names = Object.keys(columns) as C[];
  const json = JSON.stringify(rows);
  if (isPostgres(knex)) {
    const types = names.map(column => `${column} ${columns[column]}`);
    return knex.raw(
      `json_to_recordset(?::json) as ${name}(${types.join(', ')})`,
      [json],
    );
  }
  const fields = names.map(
    column => `json_extract(value, '$.${column}') as ${column}`,
  );
  return knex.raw(
    `(select ${fields.join(', ')} from json_each(?)) as ${name}`,
    [json],
  );
}
