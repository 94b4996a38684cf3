import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { StateSubject } from './messages';
import type { NoticeRow } from './noticeRows';

/** Who is notified. */
export type Recipient = {
  /** Absent: the operators, for targets without an owner. */
  owner?: string;
  /** Refs of users and groups. */
  refs: string[];
};

/** Rows by the owner of their targets. Without an owner, the operators are notified, and nobody if there are none. */
export function byOwner(
  rows: readonly NoticeRow[],
  operators: readonly string[],
): Array<[Recipient, NoticeRow[]]> {
  const owners = new Map<string, NoticeRow[]>();
  for (const row of rows) {
    const owner = row.owner ?? '';
    const owned = owners.get(owner);
    if (owned) owned.push(row);
    else owners.set(owner, [row]);
  }
  return [...owners]
    .map(([owner, owned]): [Recipient, NoticeRow[]] => [
      owner === '' ? { refs: [...operators] } : { owner, refs: [owner] },
      owned,
    ])
    .filter(([{ refs }]) => refs.length > 0);
}

/** What a message says of the target of a row. */
export function subjectOf(
  row: NoticeRow,
  environments: readonly Environment[],
): Omit<StateSubject, 'state'> {
  const { environment_id: id } = row;
  return {
    entityRef: row.entity_ref,
    title: row.title ?? row.entity_ref,
    environment:
      id === null
        ? undefined
        : environments.find(known => known.id === id)?.title ?? id,
    cause: row.cause ?? undefined,
  };
}
