import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import styles from './HistoryStrip.module.css';

const WIDTH = 5;
const GAP = 2;
const HEIGHT = 16;
/** As many as fit into a narrow card. */
const SHOWN = 40;

const classes: Record<HistoryPoint['outcome'], string> = {
  healthy: styles.healthy,
  unhealthy: styles.unhealthy,
  unknown: styles.unknown,
};

function summary(history: readonly HistoryPoint[]): string {
  const count = (outcome: HistoryPoint['outcome']) =>
    history.filter(point => point.outcome === outcome).length;
  const unseen = count('unknown');
  return [
    `Last ${history.length} checks: ${count('healthy')} good`,
    `${count('unhealthy')} failed`,
    ...(unseen > 0 ? [`${unseen} saw nothing`] : []),
  ].join(', ');
}

/** The latest checks, oldest first: full bars are good, half bars failed, hollow ones saw nothing. */
export function HistoryStrip(props: { history: HistoryPoint[] }) {
  const history = props.history.slice(-SHOWN);
  if (history.length < 2) {
    return null;
  }
  return (
    <p className={styles.strip}>
      <svg
        aria-hidden="true"
        width={history.length * (WIDTH + GAP)}
        height={HEIGHT}
      >
        {history.map(({ at, outcome, failure }, index) => (
          <rect
            key={`${at} ${index}`}
            className={classes[outcome]}
            x={index * (WIDTH + GAP) + 0.5}
            y={outcome === 'unhealthy' ? HEIGHT / 2 : 0.5}
            width={WIDTH - 1}
            height={outcome === 'unhealthy' ? HEIGHT / 2 - 0.5 : HEIGHT - 1}
          >
            <title>
              {`${new Date(at).toLocaleString()}: ${failure ?? 'good'}`}
            </title>
          </rect>
        ))}
      </svg>
      <span>{summary(history)}</span>
    </p>
  );
}
