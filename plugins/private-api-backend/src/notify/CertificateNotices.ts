import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import type { NotificationsConfig } from '../config/ProbingConfig';
import { certificateWarning, certificateWarnings } from './certificateMessages';
import {
  expiringCertificates,
  type NoticeRow,
  saveNotices,
} from './noticeRows';
import type { Outbox } from './Outbox';
import { byOwner, type Recipient, subjectOf } from './recipients';

const dayMs = 24 * 60 * 60 * 1_000;
/** A date that is later by this much is one of a new certificate. Vantages can report the dates of different ones. */
const renewedMs = dayMs;

type Due = { row: NoticeRow; certificateAt: number; days: number };

/** Notifies owners of certificates that expire, once for each number of days of the configuration. */
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
    const { knex, outbox, config } = this.options;
    const { certificateDays, operators, groupAfter } = config;
    if (certificateDays.length === 0) return;
    const until = now + Math.max(...certificateDays) * dayMs;
    const due = (await expiringCertificates(knex, now, until)).flatMap(row =>
      dueOf(row, certificateDays, now),
    );
    const rows = due.map(({ row }) => row);
    for (const [recipient, owned] of byOwner(rows, operators)) {
      if (outbox.isPaused || signal?.aborted) return;
      const some = due.filter(({ row }) => owned.includes(row));
      const messages =
        some.length >= groupAfter ? [some] : some.map(one => [one]);
      for (const message of messages) {
        await this.send(recipient, message, now);
      }
    }
  }

  private async send(
    { owner, refs }: Recipient,
    due: readonly Due[],
    now: number,
  ): Promise<void> {
    const { knex, outbox, environments } = this.options;
    const subjects = due.map(({ row, certificateAt }) => ({
      ...subjectOf(row, environments),
      certificateAt,
    }));
    const payload =
      due.length > 1
        ? certificateWarnings(
            subjects,
            `private-api:certificates:${owner ?? 'operators'}`,
            now,
            owner,
          )
        : certificateWarning(
            subjects[0],
            `private-api:certificate:${due[0].row.id}`,
            now,
          );
    if (!(await outbox.send(refs, payload))) return;
    await saveNotices(
      knex,
      due.map(({ row, certificateAt, days }) => ({
        target_id: row.id,
        certificate_at: certificateAt,
        certificate_days: days,
      })),
    );
  }
}

/** Whether the certificate of a target is nearer to its end than its owner knows. */
function dueOf(
  row: NoticeRow,
  certificateDays: readonly number[],
  now: number,
): Due[] {
  const certificateAt = Number(row.certificate_at);
  const days = Math.min(
    ...certificateDays.filter(limit => certificateAt <= now + limit * dayMs),
  );
  const isTold =
    row.told_certificate_at !== null &&
    row.told_certificate_days !== null &&
    row.told_certificate_days <= days &&
    certificateAt <= Number(row.told_certificate_at) + renewedMs;
  return isTold ? [] : [{ row, certificateAt, days }];
}
