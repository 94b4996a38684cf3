import { useMemo } from 'react';
import { useTranslate } from '../../useTranslate';
import { Attention } from './Attention';
import styles from './Dashboard.module.css';
import { Environments } from './Environments';
import { Export } from './Export';
import { Filters } from './Filters';
import { Groups } from './Groups';
import { Empty, Failed, NoMatch } from './Notices';
import { Paging } from './Paging';
import { StateFilters } from './StateFilters';
import { LoadingTable, TargetTable } from './TargetTable';
import { type DashboardData, useDashboard } from './useDashboard';
import { useSurroundings } from './useSurroundings';
import { Vantages } from './Vantages';

/** The groups, the page of targets, or why there is none. */
function Content({ data, now }: { data: DashboardData; now: string }) {
  const { state, change, list, counts } = data;
  const { groupBy, limit } = state;
  if (groupBy && counts.value && counts.value.total > 0) {
    return (
      <Groups
        by={groupBy}
        counts={counts.value}
        state={state}
        change={change}
      />
    );
  }
  if (!list.value) {
    return list.problem ? null : <LoadingTable rows={limit} />;
  }
  if (list.value.items.length === 0 && !list.isStale) {
    if (!counts.value && !counts.problem) return <LoadingTable rows={limit} />;
    return counts.value?.any === false ? (
      <Empty />
    ) : (
      <NoMatch clear={() => change({ filters: {} })} />
    );
  }
  return (
    <>
      <TargetTable
        list={list.value}
        isStale={list.isStale}
        state={state}
        change={change}
        now={now}
      />
      <Paging list={list.value} state={state} change={change} />
    </>
  );
}

/** All private APIs that the reader may see: how many are in which state, which are broken, since when and where. */
export function Dashboard() {
  const t = useTranslate();
  const data = useDashboard();
  const { state, change, list, counts } = data;
  const surroundings = useSurroundings();
  // Ages are those of the moment when the list changed.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const now = useMemo(() => new Date().toISOString(), [list.value]);
  const problem = list.problem ?? (list.value ? counts.problem : undefined);
  const isEmpty = counts.value?.any === false;
  return (
    <section className={styles.dashboard} aria-label={t('dashboard.title')}>
      <div className={styles.layout}>
        <div className={styles.main}>
          {!isEmpty && (
            <>
              <StateFilters
                counts={counts.value}
                state={state}
                change={change}
              />
              <Filters counts={counts.value} state={state} change={change}>
                <Export state={state} />
              </Filters>
            </>
          )}
          {problem && (
            <Failed
              problem={problem}
              hasRows={Boolean(list.value?.items.length)}
              retry={() => {
                list.reload();
                counts.reload();
              }}
            />
          )}
          <Attention surroundings={surroundings} />
          <Content data={data} now={now} />
        </div>
        <aside className={styles.aside}>
          <Environments environments={surroundings.environments} />
          <Vantages vantages={surroundings.vantages} now={now} />
        </aside>
      </div>
    </section>
  );
}
