import type { Target } from './Target';

/** PostgreSQL returns 64-bit integers as strings. */
type Integer = number | string;

/**
 * A row of `targets`: one stack from the annotation of an entity. Times are in epoch milliseconds, `knowledge` and `settings` are
 * JSON. Rows of version 0.2.0 have none of the columns that can be null.
 */
export type TargetRow = {
  id: string;
  entity_ref: string;
  stack_arn: string;
  knowledge: string;
  synced_at: Integer;
  bound_at: Integer | null;
  /** Name and title of the entity in lower case. */
  name: string | null;
  title: string | null;
  owner: string | null;
  system: string | null;
  environment_id: string | null;
  entry: string | null;
  template_version: string | null;
  settings: string | null;
  removed_at: Integer | null;
};

const maxVersionLength = 63;

/** Reads a row of `targets`. */
export function toTarget(row: TargetRow): Target {
  const { name, title, owner, system, settings } = row;
  return {
    ...JSON.parse(row.knowledge),
    id: row.id,
    entityRef: row.entity_ref,
    stackArn: row.stack_arn,
    ...(name !== null &&
      title !== null && {
        facts: {
          searchText: name,
          title,
          ...(owner !== null && { owner }),
          ...(system !== null && { system }),
        },
      }),
    ...(settings !== null && { settings: JSON.parse(settings) }),
    syncedAt: Number(row.synced_at),
    boundAt: row.bound_at === null ? undefined : Number(row.bound_at),
  };
}

/** Creates the row for a target that the catalog has. */
export function toTargetRow(target: Target): TargetRow {
  const { binding, reason, stack, facts, settings } = target;
  return {
    id: target.id,
    entity_ref: target.entityRef,
    stack_arn: target.stackArn,
    knowledge: JSON.stringify({ binding, reason, stack }),
    synced_at: target.syncedAt,
    bound_at: target.boundAt ?? null,
    name: facts?.searchText ?? null,
    title: facts?.title ?? null,
    owner: facts?.owner ?? null,
    system: facts?.system ?? null,
    environment_id: binding?.environmentId ?? null,
    entry: binding?.entry ?? null,
    template_version:
      binding?.templateVersion?.slice(0, maxVersionLength) ?? null,
    settings: settings ? JSON.stringify(settings) : null,
    removed_at: null,
  };
}
