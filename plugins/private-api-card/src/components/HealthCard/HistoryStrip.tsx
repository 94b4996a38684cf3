import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import { stateLooks } from '../../words/states';
import styles from './HistoryStrip.module.css';

const WIDTH = 5;
const GAP = 2;
const HEIGHT = 16;

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
export function HistoryStrip({ history }: { history: HistoryPoint[] }) {
  if (history.length < 2) {
    return null;
  }
  return (
    <div className={styles.strip}>
      <svg
        role="img"
        aria-label={summary(history)}
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
              {`${new Date(at).toLocaleString()}: ${
                failure ?? stateLooks.up.word
              }`}
            </title>
          </rect>
        ))}
      </svg>
    </div>
  );
}
