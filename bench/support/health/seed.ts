import type { Knex } from 'knex';
import { domain } from '../../../lab/support/dns';
import { targetId } from '../../../plugins/private-api-backend/src/targets/Target';
import { toTargetRow } from '../../../plugins/private-api-backend/src/targets/targetRows';
import { stackArnOf } from '../healthReads';

/** Names of the targets. The DNS server of the bench leads those with `s` to an address that is silent. */
export function targetNames(targets: { healthy: number; silent: number }) {
  return [
    ...Array.from({ length: targets.healthy }, (_, index) => `h${index}`),
    ...Array.from({ length: targets.silent }, (_, index) => `s${index}`),
  ];
}

/**
 * Fills the tables as a sync of the catalog does: one entity, stack and check for each name. First probes are spread over the
 * interval, in an order that has nothing to do with the name.
 */
export async function seed(
  knex: Knex,
  names: readonly string[],
  intervalMs: number,
): Promise<void> {
  const now = Date.now();
  const rows = names.map(name => {
    const entityRef = `component:default/${name}`;
    return {
      name,
      row: toTargetRow({
        id: targetId(entityRef, stackArnOf(name)),
        entityRef,
        stackArn: stackArnOf(name),
        facts: { searchText: name, title: name, owner: 'group:default/bench' },
        syncedAt: now,
        boundAt: now,
        binding: {
          environmentId: 'dev',
          stackName: name,
          url: `https://${name}.${domain}/health`,
          endpointUrl: `https://${name}.${domain}`,
          entry: 'alb',
          ownedHosts: [],
        },
      }),
    };
  });
  for (let start = 0; start < rows.length; start += 500) {
    const some = rows.slice(start, start + 500);
    await knex('targets').insert(some.map(({ row }) => row));
    await knex('checks').insert(
      some.map(({ row }) => ({
        target_id: row.id,
        vantage_id: 'backend',
        next_due_at: now + (parseInt(row.id.slice(0, 8), 16) % intervalMs),
        lease_until: 0,
        slow: false,
      })),
    );
  }
}
