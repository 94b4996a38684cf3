import type { HealthState } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';

const maxFutureMs = 60_000;
/** Values of one statement. SQLite allows 32,766 bindings. */
const chunk = 500;

type Integer = number | string;

/** A target whose owner has to be notified. Times are in epoch milliseconds, which PostgreSQL returns as strings. */
export type NoticeRow = {
  id: string;
  entity_ref: string;
  title: string | null;
  owner: string | null;
  environment_id: string | null;
  state: HealthState;
  cause: string | null;
  certificate_at: Integer | null;
  /** What the owner knows. */
  told_state: 'down' | 'exposed' | null;
  told_scope: string | null;
  told_certificate_at: Integer | null;
  told_certificate_days: number | null;
  /** Null: the owner knows that it was renewed. */
  told_certificate_scope: string | null;
};

/** What is written after an owner was notified. */
export type Notice = {
  target_id: string;
  state?: 'down' | 'exposed' | null;
  at?: number;
  scope?: string | null;
  certificate_at?: Integer | null;
  certificate_days?: number | null;
  certificate_scope?: string | null;
};

/** Targets with a current result, and what their owners know. */
function rows(knex: Knex, now: number): Knex.QueryBuilder {
  return knex('targets as t')
    .join('states as s', 's.target_id', 't.id')
    .leftJoin('notices as n', 'n.target_id', 't.id')
    .where(fresh =>
      fresh.whereNull('s.stale_at').orWhere('s.stale_at', '>', now),
    )
    .where(past =>
      past
        .whereNull('s.checked_at')
        .orWhere('s.checked_at', '<=', now + maxFutureMs),
    )
    .orderBy('t.entity_ref')
    .orderBy('t.id')
    .select(
      't.id',
      't.entity_ref',
      't.title',
      't.owner',
      't.environment_id',
      's.state',
      's.cause',
      's.certificate_at',
      'n.state as told_state',
      'n.scope as told_scope',
      'n.certificate_at as told_certificate_at',
      'n.certificate_days as told_certificate_days',
      'n.certificate_scope as told_certificate_scope',
    );
}

/**
 * Targets that are down or exposed without their owner knowing it, and those that work again. Every other state changes
 * nothing, so that maintenance and missing results neither hide a recovery nor repeat an alarm.
 */
export async function changedStates(
  knex: Knex,
  now: number,
): Promise<NoticeRow[]> {
  return rows(knex, now).where(changed =>
    changed
      .where(broken =>
        broken
          .whereIn('s.state', ['down', 'exposed'])
          .where(unknown =>
            unknown.whereNull('n.state').orWhereRaw('n.state <> s.state'),
          ),
      )
      .orWhere(recovered =>
        recovered
          .whereNotNull('n.state')
          .whereIn('s.state', ['up', 'degraded']),
      ),
  );
}

/**
 * Targets that were reported in the same message and are still down or exposed, as their owner knows them.
 * @param owner - of the message. Targets that have another owner meanwhile are left out. Undefined: without an owner
 */
export async function stillTold(
  knex: Knex,
  scope: string,
  owner: string | undefined,
): Promise<NoticeRow[]> {
  return ofMessage(knex, { 'n.scope': scope }, owner)
    .whereNotNull('n.state')
    .select('n.state', 's.cause');
}

/** Targets whose certificate expires until a time. */
export async function expiringCertificates(
  knex: Knex,
  now: number,
  until: number,
): Promise<NoticeRow[]> {
  return rows(knex, now).where('s.certificate_at', '<=', until);
}

/**
 * Targets whose owner knows of a certificate that expires, and which has been replaced by one that is valid for longer than until a
 * time. Only those that are up: if a vantage fails before it receives the certificate, the old one can still be in use.
 * @param renewedMs - a date that is later by this much is one of a new certificate
 */
export async function renewedCertificates(
  knex: Knex,
  now: number,
  until: number,
  renewedMs: number,
): Promise<NoticeRow[]> {
  return rows(knex, now)
    .where('s.state', 'up')
    .where('s.certificate_at', '>', until)
    .whereNotNull('n.certificate_scope')
    .whereRaw('s.certificate_at > n.certificate_at + ?', [renewedMs]);
}

/**
 * Targets whose certificates were reported in the same message and are not renewed, as their owner knows them.
 * @param owner - of the message. Targets that have another owner meanwhile are left out. Undefined: without an owner
 */
export async function stillExpiring(
  knex: Knex,
  scope: string,
  owner: string | undefined,
): Promise<NoticeRow[]> {
  return ofMessage(knex, { 'n.certificate_scope': scope }, owner).select(
    'n.certificate_at',
  );
}

/** Targets of one message that still have its owner, in the order of their entities. */
function ofMessage(
  knex: Knex,
  message: Record<string, string>,
  owner: string | undefined,
) {
  return knex('targets as t')
    .join('states as s', 's.target_id', 't.id')
    .join('notices as n', 'n.target_id', 't.id')
    .where({ ...message, 't.owner': owner ?? null })
    .orderBy('t.entity_ref')
    .orderBy('t.id')
    .select('t.id', 't.entity_ref', 't.title', 't.owner', 't.environment_id');
}

/** Stores what owners know. Fields that are not set keep their values. */
export async function saveNotices(
  knex: Knex,
  notices: readonly Notice[],
): Promise<void> {
  for (let start = 0; start < notices.length; start += chunk) {
    const some = notices.slice(start, start + chunk);
    await knex('notices').insert(some).onConflict('target_id').merge();
  }
}
