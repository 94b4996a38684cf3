import type {
  HealthState,
  TargetView,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Check } from '../store/HealthStore';
import type { Explanation } from './explain';
import { staleAt } from './schedule';

/** PostgreSQL returns 64-bit integers as strings. */
type Integer = number | string;

/** A row of `states`: the state of one target as a whole. Times are in epoch milliseconds, `aws` is JSON: `Finding[]`. */
export type StateRow = {
  target_id: string;
  state: string;
  since: Integer | null;
  code: string | null;
  hop: string | null;
  cause: string | null;
  /** SQLite returns 0 or 1. */
  private: boolean | 0 | 1 | null;
  certificate_at: Integer | null;
  checked_at: Integer | null;
  stale_at: Integer | null;
  aws: string | null;
  changed_at: Integer;
};

/** A row of `transitions`. The database assigns its id. */
export type TransitionRow = {
  target_id: string;
  /** Empty: the state of the target as a whole. */
  vantage_id: string;
  at: Integer;
  from_state: string;
  to_state: string;
  code: string | null;
  hop: string | null;
  cause: string | null;
};

/** Columns that {@link stateRow} derives. */
export type DerivedRow = Omit<StateRow, 'aws' | 'changed_at'>;

const maxCode = 63;
/** Evidence of AWS can be long, and lists show one line. */
const maxCause = 1_000;

/** Explanation as columns. PostgreSQL cannot store the character NUL. */
export function explanationColumns({ code, hop, cause }: Explanation) {
  return {
    code: code?.slice(0, maxCode) ?? null,
    hop: hop ?? null,
    cause: cause?.replaceAll('\0', '').slice(0, maxCause) ?? null,
  };
}

/**
 * The row of a target.
 * @param options - `knownCertificateAt`: of the previous row, for a probe that ended before the certificate
 */
export function stateRow(options: {
  id: string;
  view: TargetView;
  explanation: Explanation;
  checks: readonly Check[];
  staleAt: number | undefined;
  knownCertificateAt: Integer | null;
}): DerivedRow {
  const { view, checks } = options;
  const certificates = checks
    .map(({ result }) => Date.parse(result?.tls?.chainNotAfter ?? ''))
    .filter(Number.isFinite);
  const checked = checks.flatMap(({ checkedAt }) => checkedAt ?? []);
  return {
    target_id: options.id,
    state: view.state,
    since: view.since === undefined ? null : Date.parse(view.since),
    ...explanationColumns(options.explanation),
    private: view.private ?? null,
    certificate_at:
      certificates.length > 0
        ? Math.min(...certificates)
        : options.knownCertificateAt,
    checked_at: checked.length > 0 ? Math.max(...checked) : null,
    stale_at: options.staleAt ?? null,
  };
}

/**
 * When the state becomes unknown if no further result arrives, in epoch milliseconds.
 * @param stateAt - returns the state at a time
 * @returns undefined if it does not: it is unknown already, or AWS's side decides it
 */
export function whenStale(
  checks: readonly Check[],
  intervalMs: number,
  stateAt: (time: number) => HealthState,
): number | undefined {
  return checks
    .flatMap(({ checkedAt }) =>
      checkedAt === undefined ? [] : staleAt(checkedAt, intervalMs),
    )
    .sort((one, other) => one - other)
    .find(time => stateAt(time) === 'unknown');
}

/** Whether something other than a time is different. */
export function differs(before: StateRow, after: DerivedRow): boolean {
  const isPrivate = (value: StateRow['private']) =>
    value === null ? null : Boolean(value);
  return (
    before.state !== after.state ||
    before.code !== after.code ||
    before.hop !== after.hop ||
    before.cause !== after.cause ||
    isPrivate(before.private) !== isPrivate(after.private) ||
    Number(before.certificate_at) !== Number(after.certificate_at)
  );
}
