import type { Knex } from 'knex';
import { latencyColumn, latencyColumns } from '../history/latency';
import type { PhaseColumn } from './rows';

/** Phases of which `rollups` has the sums. */
export const phaseColumns: PhaseColumn[] = [
  'dns_ms',
  'tcp_ms',
  'tls_ms',
  'first_byte_ms',
  'transfer_ms',
  'total_ms',
];

const counts = ['healthy', 'unhealthy', 'inconclusive', 'maintenance', 'timed'];

/** Columns of `rollups` that add up. */
export const sumColumns: string[] = [
  ...counts,
  ...phaseColumns,
  ...latencyColumns,
];

/** Length of the shortest slot, in minutes. */
export const slotMinutes = 5;
const slotMs = slotMinutes * 60_000;

/** A row of `rollups`. All columns of {@link sumColumns} are numbers. */
export type RollupRow = {
  check_id: number;
  minutes: number;
  at: number;
  failure: string | null;
  [sum: string]: number | string | null;
};

/** One result for the rollups. */
export type RollupPoint = {
  checkId: number;
  at: number;
  kind: 'healthy' | 'unhealthy' | 'inconclusive' | 'maintenance';
  failure: string | null;
  phases: Record<PhaseColumn, number | null>;
};

/** Adds results to the slots of five minutes. */
export async function addToRollups(
  tx: Knex.Transaction,
  points: readonly RollupPoint[],
): Promise<void> {
  const rows = new Map<string, RollupRow>();
  for (const point of points) {
    const at = Math.floor(point.at / slotMs) * slotMs;
    const key = `${point.checkId}/${at}`;
    const row = rows.get(key) ?? emptyRow(point.checkId, at);
    add(row, point);
    rows.set(key, row);
  }
  if (rows.size === 0) return;
  await tx('rollups')
    .insert([...rows.values()])
    .onConflict(['check_id', 'minutes', 'at'])
    .merge({
      ...Object.fromEntries(
        sumColumns.map(column => [
          column,
          tx.raw('?? + ??', [`rollups.${column}`, `excluded.${column}`]),
        ]),
      ),
      failure: tx.raw('coalesce(excluded.failure, rollups.failure)'),
    });
}

function emptyRow(checkId: number, at: number): RollupRow {
  return {
    check_id: checkId,
    minutes: slotMinutes,
    at,
    ...Object.fromEntries(sumColumns.map(column => [column, 0])),
    failure: null,
  };
}

/** Only durations of healthy probes count: those of failed ones say how long the timeout is. */
function add(row: RollupRow, { kind, failure, phases }: RollupPoint): void {
  const increment = (column: string, by = 1) => {
    row[column] = Number(row[column]) + by;
  };
  increment(kind);
  if (failure) row.failure = failure;
  if (kind !== 'healthy' || phases.total_ms === null) return;
  increment('timed');
  increment(latencyColumn(phases.total_ms));
  for (const column of phaseColumns) increment(column, phases[column] ?? 0);
}
