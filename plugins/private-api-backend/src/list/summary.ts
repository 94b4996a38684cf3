import {
  reasonFor,
  type TargetSummary,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { ListRow } from './targetRows';

/** ISO 8601, or undefined without a time. */
export function isoTime(
  time: number | string | null | undefined,
): string | undefined {
  return time === null || time === undefined
    ? undefined
    : new Date(Number(time)).toISOString();
}

/** An object without the fields that are undefined. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as T;
}

/** The target of a row, without its strip. */
export function summaryOf(
  row: ListRow,
  environments: readonly Environment[],
): Omit<TargetSummary, 'strip'> {
  const checkedAt = isoTime(row.checked_at);
  const isStale = Number(row.stale) === 1;
  const environment = row.environment_id;
  return defined({
    id: row.id,
    entityRef: row.entity_ref,
    title: row.title,
    owner: row.owner ?? undefined,
    system: row.system ?? undefined,
    environment:
      environment === null
        ? undefined
        : {
            id: environment,
            title:
              environments.find(({ id }) => id === environment)?.title ??
              environment,
          },
    entry: (row.entry ?? undefined) as TargetSummary['entry'],
    templateVersion: row.template_version ?? undefined,
    behind: row.behind === null ? undefined : Number(row.behind) === 1,
    state: row.state,
    since: isoTime(row.since),
    code: row.code ?? undefined,
    hop: (row.hop ?? undefined) as TargetSummary['hop'],
    cause: isStale
      ? reasonFor('data.stale', { value: checkedAt }).headline
      : row.cause ?? undefined,
    private: row.private === null ? undefined : Boolean(row.private),
    certificateExpiresAt: isoTime(row.certificate_at),
    checkedAt,
    uptime: row.uptime ?? undefined,
    coverage: Number(row.coverage),
    // A histogram is not more exact.
    p95Ms: row.p95_ms === null ? undefined : Math.round(row.p95_ms * 10) / 10,
  });
}
