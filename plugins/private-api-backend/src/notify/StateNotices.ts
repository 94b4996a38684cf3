import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import type { NotificationsConfig } from '../config/ProbingConfig';
import { alarm, groupAlarm, recovery, type StateSubject } from './messages';
import {
  changedStates,
  type NoticeRow,
  saveNotices,
  stillTold,
} from './noticeRows';
import type { Outbox } from './Outbox';
import { byOwner, type Recipient, subjectOf } from './recipients';

type Condition = StateSubject['state'];

const isBroken = (row: NoticeRow): row is NoticeRow & { state: Condition } =>
  row.state === 'down' || row.state === 'exposed';

const targetScopes = 'private-api:target:';
const groupScope = ({ owner }: Recipient) =>
  `private-api:owner:${owner ?? 'operators'}`;

/**
 * Notifies owners of targets that are down or exposed, and of those that work again. What was sent is stored, so that a restart
 * or another backend does not send it again. Several targets that break at once are one message, which is replaced while they
 * recover.
 */
export class StateNotices {
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
    const changed = await changedStates(knex, now);
    for (const [recipient, rows] of byOwner(changed, config.operators)) {
      if (outbox.isPaused || signal?.aborted) return;
      const scope = groupScope(recipient);
      const alarms = rows.filter(isBroken);
      const isGroup = alarms.length >= config.groupAfter;
      const grouped = rows.filter(
        row => row.told_scope === scope || (isGroup && isBroken(row)),
      );
      if (grouped.length > 0) {
        await this.sendGroup(recipient, grouped, now);
      }
      const inGroup = new Set(grouped);
      for (const row of rows.filter(other => !inGroup.has(other))) {
        await this.sendOne(recipient, row, now);
      }
    }
  }

  private async sendOne(
    { refs }: Recipient,
    row: NoticeRow,
    now: number,
  ): Promise<void> {
    const { knex, outbox, environments } = this.options;
    // That of a group is of a former owner.
    const scope = row.told_scope?.startsWith(targetScopes)
      ? row.told_scope
      : `${targetScopes}${row.id}`;
    const subject = subjectOf(row, environments);
    const payload = isBroken(row)
      ? alarm({ ...subject, state: row.state }, scope)
      : recovery(
          subject,
          scope,
          row.state === 'degraded' ? row.cause ?? undefined : undefined,
        );
    if (!(await outbox.send(refs, payload))) return;
    await saveNotices(knex, [
      {
        target_id: row.id,
        state: isBroken(row) ? row.state : null,
        at: now,
        scope: isBroken(row) ? scope : null,
      },
    ]);
  }

  private async sendGroup(
    recipient: Recipient,
    changed: readonly NoticeRow[],
    now: number,
  ): Promise<void> {
    const { knex, outbox, environments } = this.options;
    const scope = groupScope(recipient);
    const ids = new Set(changed.map(({ id }) => id));
    const others = (await stillTold(knex, scope, recipient.owner)).filter(
      ({ id }) => !ids.has(id),
    );
    const members = [...changed, ...others]
      .filter(isBroken)
      .map(row => ({ ...subjectOf(row, environments), state: row.state }));
    const payload = groupAlarm(members, scope, recipient.owner);
    if (!(await outbox.send(recipient.refs, payload))) return;
    await saveNotices(
      knex,
      changed.map(row => ({
        target_id: row.id,
        state: isBroken(row) ? row.state : null,
        at: now,
        scope: isBroken(row) ? scope : null,
      })),
    );
  }
}
