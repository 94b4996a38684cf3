/** A row of `vantages`. Times are in epoch milliseconds, which PostgreSQL returns as strings. */
export type VantageRow = {
  id: string;
  state: 'works' | 'fails' | 'unknown';
  since: number | string;
  checked_at: number | string;
  cause: string | null;
  /** When its operators were notified that it fails. Null: they were not, or they know that it works again. */
  notified_at: number | string | null;
};
