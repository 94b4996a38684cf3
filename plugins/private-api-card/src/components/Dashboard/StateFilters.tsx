import type {
  HealthState,
  TargetCounts,
} from '@private-serverless/backstage-plugin-private-api-common';
import { stateLooks, statesWorstFirst } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import toggleStyles from '../Toggle.module.css';
import styles from './Dashboard.module.css';
import type { ChangeState } from './useDashboard';
import type { DashboardState } from './urlState';

/** Number of targets in each state, the worst first. Each is a filter. */
export function StateFilters(props: {
  counts?: TargetCounts;
  state: DashboardState;
  change: ChangeState;
}) {
  const { counts, state, change } = props;
  const t = useTranslate();
  const { filters } = state;
  const chosen = filters.state ?? [];
  const toggle = (one: HealthState) => {
    const others = chosen.filter(other => other !== one);
    const next = chosen.includes(one) ? others : [...others, one];
    change({
      filters: { ...filters, state: next.length > 0 ? next : undefined },
    });
  };
  return (
    <div
      role="group"
      aria-label={t('dashboard.states')}
      className={styles.states}
    >
      {statesWorstFirst.map(one => (
        <button
          key={one}
          type="button"
          className={toggleStyles.toggle}
          aria-pressed={chosen.includes(one)}
          onClick={() => toggle(one)}
        >
          <Mark look={stateLooks[one]} />
          {/* The place of the number is there before the number. */}
          <span className={styles.count}>
            {counts ? counts.states[one].toLocaleString() : ''}
          </span>{' '}
          <span>{t(`state.${one}`)}</span>
        </button>
      ))}
    </div>
  );
}
