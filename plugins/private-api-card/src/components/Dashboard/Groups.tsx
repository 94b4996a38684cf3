import { Button } from '@backstage/ui';
import type {
  TargetCounts,
  TargetGroup,
  TargetGrouping,
} from '@private-serverless/backstage-plugin-private-api-common';
import { stateLooks, statesWorstFirst } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import styles from './Dashboard.module.css';
import type { DashboardState } from './urlState';
import type { ChangeState } from './useDashboard';

/** Number of services in each state that at least one service of a group has, the worst state first. */
function StateCounts({ group }: { group: TargetGroup }) {
  const t = useTranslate();
  return (
    <span className={styles.groupStates}>
      {statesWorstFirst
        .filter(state => group.states[state] > 0)
        .map(state => (
          <span key={state}>
            <Mark look={stateLooks[state]} />
            {t('dashboard.stateCount', {
              total: group.states[state].toLocaleString(),
              state: t(`state.${state}`),
            })}
          </span>
        ))}
    </span>
  );
}

/** Targets by owner, system, environment or version, the worst group first. A group leads to its services. */
export function Groups(props: {
  by: TargetGrouping;
  counts: TargetCounts;
  state: DashboardState;
  change: ChangeState;
}) {
  const { by, counts, state, change } = props;
  const t = useTranslate();
  const show = (value: string) =>
    change({
      groupBy: undefined,
      filters: { ...state.filters, [by]: [value] },
    });
  return (
    <div className={styles.table}>
      <table className={styles.groups}>
        <thead>
          <tr>
            <th scope="col">{t(`dashboard.filter.${by}`)}</th>
            <th scope="col">{t('dashboard.group.total')}</th>
            <th scope="col">{t('dashboard.states')}</th>
          </tr>
        </thead>
        <tbody>
          {(counts.groups[by] ?? []).map(group => {
            const title =
              group.value === '' ? t('dashboard.filter.none') : group.title;
            return (
              <tr key={group.value}>
                <th scope="row">
                  <Button
                    variant="tertiary"
                    size="small"
                    onPress={() => show(group.value)}
                  >
                    {title}
                  </Button>
                </th>
                <td>{group.total.toLocaleString()}</td>
                <td>
                  <StateCounts group={group} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
