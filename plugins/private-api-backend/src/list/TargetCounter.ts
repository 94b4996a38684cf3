import {
  type HealthState,
  healthStates,
  type StateCounts,
  type TargetCounts,
  type TargetFilters,
  type TargetGroup,
  type TargetGrouping,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import { applyFilters, certificateBefore } from './filters';
import { groupTitle } from './groupTitle';
import type { TargetLists } from './TargetLists';
import { statesWorstFirst } from './targetRows';
import type { Visible } from './Visibility';

const certificateDays = 30;
const columns: Record<TargetGrouping, string> = {
  owner: 'v.owner',
  system: 'v.system',
  environment: 'v.environment_id',
  version: 'v.template_version',
};

const noStates = () =>
  Object.fromEntries(healthStates.map(state => [state, 0])) as StateCounts;

/** Counts targets by state and in groups. */
export class TargetCounter {
  constructor(private readonly lists: TargetLists) {}

  async counts(
    filters: TargetFilters,
    groupings: readonly TargetGrouping[],
    visible: Visible,
  ): Promise<TargetCounts> {
    const { latestVersion } = this.lists;
    const rows = await this.lists.rows(visible);
    const [totals, any, ...groups] = await Promise.all([
      this.totals(rows, filters),
      rows().first('v.id'),
      ...groupings.map(by => this.groups(rows, filters, by)),
    ]);
    const { behind, ...others } = totals;
    return {
      ...others,
      ...(latestVersion !== undefined && { behind, latestVersion }),
      groups: Object.fromEntries(
        groupings.map((by, index) => [by, groups[index]]),
      ),
      any: any !== undefined,
    };
  }

  /** Each number ignores its own filter, so that it shows what the filter would find. */
  private async totals(rows: () => Knex.QueryBuilder, filters: TargetFilters) {
    const { state, behind, certificateWithinDays, ...shared } = filters;
    const now = this.lists.now;
    const expires = (days: number) =>
      `coalesce(v.certificate_at, 9e15) <= ${certificateBefore(days, now)}`;
    const ifBehind = behind ? 'v.behind = 1' : '1 = 1';
    const ifExpires =
      certificateWithinDays === undefined
        ? '1 = 1'
        : expires(certificateWithinDays);
    const sum = (condition: string, name: string) =>
      this.lists.knex.raw(
        `sum(case when ${condition} then 1 else 0 end) as ${name}`,
      );
    const found: Array<{
      state: HealthState;
      filtered: number | string;
      behind: number | string;
      expiring: number | string;
    }> = await applyFilters(rows(), shared, this.lists)
      .select(
        'v.state',
        sum(`${ifBehind} and ${ifExpires}`, 'filtered'),
        sum(`v.behind = 1 and ${ifExpires}`, 'behind'),
        sum(`${expires(certificateDays)} and ${ifBehind}`, 'expiring'),
      )
      .groupBy('v.state');
    const states = noStates();
    const totals = { total: 0, behind: 0, certificatesExpiring: 0 };
    for (const row of found) {
      states[row.state] = Number(row.filtered);
      if (state && state.length > 0 && !state.includes(row.state)) continue;
      totals.total += Number(row.filtered);
      totals.behind += Number(row.behind);
      totals.certificatesExpiring += Number(row.expiring);
    }
    return { states, ...totals };
  }

  private async groups(
    rows: () => Knex.QueryBuilder,
    filters: TargetFilters,
    by: TargetGrouping,
  ): Promise<TargetGroup[]> {
    const column = columns[by];
    const found: Array<{
      value: string | null;
      state: HealthState;
      count: number | string;
    }> = await applyFilters(rows(), { ...filters, [by]: undefined }, this.lists)
      .select({ value: column, state: 'v.state' })
      .count({ count: '*' })
      .groupBy(column, 'v.state');
    const groups = new Map<string, TargetGroup>();
    for (const { value, state, count } of found) {
      const key = value ?? '';
      const group = groups.get(key) ?? {
        value: key,
        title: groupTitle(by, key, this.lists.environments),
        total: 0,
        states: noStates(),
      };
      group.states[state] += Number(count);
      group.total += Number(count);
      groups.set(key, group);
    }
    return [...groups.values()].sort(worstGroupFirst);
  }
}

/** The group with more targets in the worst state in which they differ, then by title. */
function worstGroupFirst(one: TargetGroup, other: TargetGroup): number {
  const differs = statesWorstFirst.find(
    state => state !== 'up' && one.states[state] !== other.states[state],
  );
  return differs
    ? other.states[differs] - one.states[differs]
    : one.title.localeCompare(other.title, 'en');
}
