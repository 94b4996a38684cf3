import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import type { NotificationsConfig } from '../config/ProbingConfig';
import {
  certificateRenewed,
  type CertificateSubject,
  certificateWarning,
  certificateWarnings,
} from './certificateMessages';
import {
  expiringCertificates,
  type NoticeRow,
  renewedCertificates,
  saveNotices,
  stillExpiring,
} from './noticeRows';
import type { Outbox } from './Outbox';
import { byOwner, type Recipient, subjectOf } from './recipients';

const dayMs = 24 * 60 * 60 * 1_000;
/** A date that is later by this much is one of a new certificate. Vantages can report the dates of different ones. */
const renewedMs = dayMs;

/** A certificate of which its owner knows something else. `days` is the threshold. Absent: it was renewed. */
type Change = { row: NoticeRow; certificateAt: number; days?: number };

const targetScopes = 'private-api:certificate:';
const groupScope = ({ owner }: Recipient) =>
  `private-api:certificates:${owner ?? 'operators'}`;
const isTold = (row: NoticeRow) => row.told_certificate_scope !== null;

/**
 * Notifies owners of certificates that expire, once for each number of days of the configuration, and of those that were renewed
 * after it. Several that expire at once are one message, which is replaced while they are renewed.
 */
export class CertificateNotices {
  constructor(
    private readonly options: {
      knex: Knex;
      outbox: Outbox;
      config: NotificationsConfig;
      environments: readonly Environment[];
    },
  ) {}

  /** @param now - epoch milliseconds */
  async round(now: number, signal?: AbortSignal): Promise<void> {
    const { outbox, config } = this.options;
    const changes = await this.changes(now);
    const rows = changes.map(({ row }) => row);
    const changeOf = new Map(changes.map(change => [change.row, change]));
    for (const [recipient, owned] of byOwner(rows, config.operators)) {
      if (outbox.isPaused || signal?.aborted) return;
      const scope = groupScope(recipient);
      const some = owned.flatMap(row => changeOf.get(row) ?? []);
      const added = some.filter(({ row }) => !isTold(row));
      const isGroup = added.length >= config.groupAfter;
      const isGrouped = ({ row }: Change) =>
        row.told_certificate_scope === scope || (isGroup && !isTold(row));
      const grouped = some.filter(isGrouped);
      if (grouped.length > 0) await this.sendGroup(recipient, grouped, now);
      for (const change of some.filter(other => !isGrouped(other))) {
        await this.sendOne(recipient, change, now);
      }
    }
  }

  private async changes(now: number): Promise<Change[]> {
    const { knex, config } = this.options;
    const { certificateDays } = config;
    const until = now + Math.max(0, ...certificateDays) * dayMs;
    const expiring =
      certificateDays.length > 0
        ? await expiringCertificates(knex, now, until)
        : [];
    const renewed = await renewedCertificates(knex, now, until, renewedMs);
    return [
      ...expiring.flatMap(row => dueOf(row, certificateDays, now)),
      ...renewed.map(row => ({
        row,
        certificateAt: Number(row.certificate_at),
      })),
    ];
  }

  private async sendOne(
    { refs }: Recipient,
    change: Change,
    now: number,
  ): Promise<void> {
    const { row, days } = change;
    // That of a group is of a former owner.
    const scope = row.told_certificate_scope?.startsWith(targetScopes)
      ? row.told_certificate_scope
      : `${targetScopes}${row.id}`;
    const subject = this.subjectOf(row);
    const payload =
      days === undefined
        ? certificateRenewed(subject, scope)
        : certificateWarning(subject, scope, now);
    if (await this.options.outbox.send(refs, payload)) {
      await this.save([change], scope);
    }
  }

  private async sendGroup(
    { refs, owner }: Recipient,
    changes: readonly Change[],
    now: number,
  ): Promise<void> {
    const { knex, outbox } = this.options;
    const scope = groupScope({ refs, owner });
    const ids = new Set(changes.map(({ row }) => row.id));
    const others = (await stillExpiring(knex, scope, owner)).filter(
      ({ id }) => !ids.has(id),
    );
    const expiring = changes.filter(({ days }) => days !== undefined);
    const subjects = [...expiring.map(({ row }) => row), ...others].map(row =>
      this.subjectOf(row),
    );
    const payload = certificateWarnings(subjects, scope, now, owner);
    if (await outbox.send(refs, payload)) await this.save(changes, scope);
  }

  private subjectOf(row: NoticeRow): CertificateSubject {
    return {
      ...subjectOf(row, this.options.environments),
      certificateAt: Number(row.certificate_at),
    };
  }

  private async save(changes: readonly Change[], scope: string) {
    await saveNotices(
      this.options.knex,
      changes.map(({ row, certificateAt, days }) => ({
        target_id: row.id,
        // The certificate before the renewal stays known: while both are in use, it can be the one of the next result.
        certificate_at:
          days === undefined ? row.told_certificate_at : certificateAt,
        certificate_days: days ?? row.told_certificate_days,
        certificate_scope: days === undefined ? null : scope,
      })),
    );
  }
}

/** Whether the certificate of a target is nearer to its end than its owner knows. */
function dueOf(
  row: NoticeRow,
  certificateDays: readonly number[],
  now: number,
): Change[] {
  const certificateAt = Number(row.certificate_at);
  const days = Math.min(
    ...certificateDays.filter(limit => certificateAt <= now + limit * dayMs),
  );
  const isKnown =
    row.told_certificate_at !== null &&
    row.told_certificate_days !== null &&
    row.told_certificate_days <= days &&
    certificateAt <= Number(row.told_certificate_at) + renewedMs;
  return isKnown ? [] : [{ row, certificateAt, days }];
}
