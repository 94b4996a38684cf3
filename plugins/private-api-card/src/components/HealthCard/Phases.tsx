import type { Timings } from '@private-serverless/backstage-plugin-private-api-common';
import { formatMs } from '../../format/time';
import { useTranslate } from '../../useTranslate';
import styles from './Phases.module.css';

const phases = ['dns', 'tcp', 'tls', 'firstByte'] as const;

/** Duration of each phase of the latest probe. Each bar starts where the previous one ends. */
export function Phases({ timings }: { timings: Timings }) {
  const t = useTranslate();
  const measured = phases.flatMap(phase => {
    const ms = timings[phase];
    return ms === undefined ? [] : [{ phase, ms }];
  });
  const totalMs = measured.reduce((sum, { ms }) => sum + ms, 0);
  if (totalMs === 0) {
    return null;
  }
  const startOf = (index: number) =>
    measured.slice(0, index).reduce((sum, { ms }) => sum + ms, 0);
  return (
    <ul aria-label={t('phases.label')} className={styles.phases}>
      {measured.map(({ phase, ms }, index) => (
        <li key={phase} className={styles.phase}>
          <span className={styles.label}>{t(`phases.${phase}`)}</span>
          <span className={styles.track} aria-hidden="true">
            <span
              className={styles.bar}
              style={{
                marginLeft: `${(startOf(index) / totalMs) * 100}%`,
                width: `${(ms / totalMs) * 100}%`,
              }}
            />
          </span>
          <span className={styles.ms}>{formatMs(t, ms)}</span>
        </li>
      ))}
    </ul>
  );
}
