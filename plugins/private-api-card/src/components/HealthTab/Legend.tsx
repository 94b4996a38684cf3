import { useTranslate } from '../../useTranslate';
import styles from './Chart.module.css';
import { Pattern, phases } from './phases';

/** What the patterns and the line of the chart mean. */
export function Legend({ id }: { id: string }) {
  const t = useTranslate();
  const swatch = `${id}legend`;
  return (
    <figcaption className={styles.legend}>
      {phases.map(phase => (
        <span key={phase}>
          <svg aria-hidden="true" width={16} height={12}>
            <defs>
              <Pattern id={swatch} phase={phase} />
            </defs>
            <rect
              className={styles.phase}
              fill={`url(#${swatch}${phase})`}
              x={0.5}
              y={0.5}
              width={15}
              height={11}
            />
          </svg>{' '}
          {t(`tab.phase.${phase}`)}
        </span>
      ))}
      <span>
        <svg aria-hidden="true" width={16} height={12}>
          <path className={styles.p95} d="M0 6H16" />
        </svg>{' '}
        {t('tab.column.p95')}
      </span>
    </figcaption>
  );
}
