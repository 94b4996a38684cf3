import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { VantageRow } from '../vantages/rows';
import { vantageMessage } from './vantageMessage';
import type { Outbox } from './Outbox';

/** Notifies the operators, once, of a vantage that fails, and once when it works again. Owners are not notified of it. */
export class VantageNotices {
  constructor(
    private readonly options: {
      knex: Knex;
      outbox: Outbox;
      config: ProbingConfig;
    },
  ) {}

  /** @param now - epoch milliseconds */
  async round(now: number): Promise<void> {
    const { knex, outbox, config } = this.options;
    const { operators } = config.notifications;
    if (operators.length === 0) return;
    const rows = await knex<VantageRow>('vantages').select();
    for (const row of rows) {
      const fails = row.state === 'fails';
      const isTold = row.notified_at !== null;
      // Without a result, nothing shows that the vantage works again.
      if (fails === isTold || row.state === 'unknown') continue;
      const { title } = config.vantages.find(({ id }) => id === row.id) ?? {
        title: row.id,
      };
      const payload = vantageMessage(
        { title, fails, cause: row.cause ?? undefined },
        `private-api:vantage:${row.id}`,
      );
      if (await outbox.send(operators, payload)) {
        await knex<VantageRow>('vantages')
          .where({ id: row.id })
          .update({ notified_at: fails ? now : null });
      }
    }
  }
}
