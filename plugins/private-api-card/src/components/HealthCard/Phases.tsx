import type { Timings } from '@private-serverless/backstage-plugin-private-api-common';
import { formatMs } from '../../words/time';
import styles from './Phases.module.css';

const phases = [
  ['dns', 'DNS'],
  ['tcp', 'TCP'],
  ['tls', 'TLS'],
  ['firstByte', 'First byte'],
] as const;

/** How the time of the latest check was spent: each phase starts where the one before ended. */
export function Phases({ timings }: { timings: Timings }) {
  const measured = phases.flatMap(([key, label]) => {
    const ms = timings[key];
    return ms === undefined ? [] : [{ key, label, ms }];
  });
  const whole = measured.reduce((sum, { ms }) => sum + ms, 0);
  if (whole === 0) {
    return null;
  }
  const startOf = (index: number) =>
    measured.slice(0, index).reduce((sum, { ms }) => sum + ms, 0);
  return (
    <ul aria-label="Phases of the latest check" className={styles.phases}>
      {measured.map(({ key, label, ms }, index) => (
        <li key={key} className={styles.phase}>
          <span className={styles.label}>{label}</span>
          <span className={styles.track} aria-hidden="true">
            <span
              className={styles.bar}
              style={{
                marginLeft: `${(startOf(index) / whole) * 100}%`,
                width: `${(ms / whole) * 100}%`,
              }}
            />
          </span>
          <span className={styles.ms}>{formatMs(ms)}</span>
        </li>
      ))}
    </ul>
  );
}
