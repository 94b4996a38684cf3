import type { DayView } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import { stripOf } from '../history/strip';
import { targetId } from '../targets/Target';

/** Columns of one target in `targets`, `states` and `summaries` that a test can set. */
export type SeedTarget = {
  name: string;
  entityRef?: string;
  stackArn?: string;
  title?: string;
  owner?: string | null;
  system?: string | null;
  environment?: string | null;
  entry?: string;
  version?: string | null;
  settings?: object;
  /** No row in `states` if null. */
  state?: string | null;
  since?: number;
  code?: string | null;
  hop?: string | null;
  cause?: string | null;
  private?: boolean | null;
  certificateAt?: number | null;
  checkedAt?: number | null;
  staleAt?: number | null;
  uptime?: number | null;
  coverage?: number;
  p95Ms?: number | null;
  slots?: DayView['slots'];
};

const chunk = 50;

const refOf = ({ name, entityRef }: Pick<SeedTarget, 'name' | 'entityRef'>) =>
  entityRef ?? `component:default/${name}`;

/** Id of a seeded target. */
export function seededId(
  target: Pick<SeedTarget, 'name' | 'entityRef' | 'stackArn'>,
) {
  return targetId(refOf(target), target.stackArn ?? 'stack');
}

/**
 * Writes targets with their states and summaries, as the sync and the probes do.
 * @param now - epoch milliseconds of the results
 */
export async function seedTargets(
  knex: Knex,
  targets: readonly SeedTarget[],
  now: number,
): Promise<void> {
  const insert = (table: string, rows: object[]) =>
    knex.batchInsert(table, rows, chunk);
  const listed = targets.filter(({ state }) => state !== null);
  await insert(
    'states',
    listed.map(target => ({
      target_id: seededId(target),
      state: target.state ?? 'up',
      since: target.since ?? now,
      code: target.code ?? null,
      hop: target.hop ?? null,
      cause: target.cause ?? null,
      private: target.private === undefined ? true : target.private,
      certificate_at: target.certificateAt ?? null,
      checked_at: target.checkedAt === undefined ? now : target.checkedAt,
      stale_at: target.staleAt === undefined ? now + 180_000 : target.staleAt,
      changed_at: now,
    })),
  );
  await insert(
    'summaries',
    listed.map(target => ({
      target_id: seededId(target),
      at: now,
      uptime: target.uptime === undefined ? 1 : target.uptime,
      coverage: target.coverage ?? 1,
      p95_ms: target.p95Ms === undefined ? 20 : target.p95Ms,
      slots: JSON.stringify(target.slots ?? []),
      strip: JSON.stringify(stripOf(target.slots ?? [], now)),
    })),
  );
  // At last, so that a running backend does not derive the other rows in between.
  await insert(
    'targets',
    targets.map(target => ({
      id: seededId(target),
      entity_ref: refOf(target),
      stack_arn: target.stackArn ?? 'stack',
      knowledge: '{}',
      synced_at: now,
      bound_at: now,
      name: `${target.name} ${target.title ?? target.name}`.toLowerCase(),
      title: target.title ?? target.name,
      owner: target.owner === undefined ? 'group:default/shop' : target.owner,
      system: target.system ?? null,
      environment_id:
        target.environment === undefined ? 'dev' : target.environment,
      entry: target.entry ?? 'alb',
      template_version: target.version === undefined ? '1.0.0' : target.version,
      settings: target.settings ? JSON.stringify(target.settings) : null,
    })),
  );
}
