import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import type { Translate } from '../../translation';
import { useTranslate } from '../../useTranslate';
import styles from './HistoryStrip.module.css';

const barWidth = 5;
const barGap = 2;
const barHeight = 16;
/** Number of bars that fit into a narrow card. */
const maxBars = 40;

type Outcome = HistoryPoint['outcome'];

const classes: Record<Outcome, string> = {
  healthy: styles.healthy,
  unhealthy: styles.unhealthy,
  unknown: styles.unknown,
};

const outcomeKeys = {
  healthy: 'history.healthy',
  unhealthy: 'history.failed',
  unknown: 'history.inconclusive',
} as const;

function summary(t: Translate, history: readonly HistoryPoint[]): string {
  const count = (outcome: Outcome) =>
    String(history.filter(point => point.outcome === outcome).length);
  const counts = {
    total: String(history.length),
    healthy: count('healthy'),
    failed: count('unhealthy'),
  };
  const inconclusive = count('unknown');
  return inconclusive === '0'
    ? t('history.summary', counts)
    : t('history.summaryInconclusive', { ...counts, inconclusive });
}

/** The latest probes, oldest first. A full bar is healthy, a half bar failed, and a hollow bar is inconclusive. */
export function HistoryStrip(props: { history: HistoryPoint[] }) {
  const t = useTranslate();
  const history = props.history.slice(-maxBars);
  if (history.length < 2) {
    return null;
  }
  return (
    <p className={styles.strip}>
      <svg
        aria-hidden="true"
        width={history.length * (barWidth + barGap)}
        height={barHeight}
      >
        {history.map(({ at, outcome, failure }, index) => (
          <rect
            key={`${at} ${index}`}
            className={classes[outcome]}
            x={index * (barWidth + barGap) + 0.5}
            y={outcome === 'unhealthy' ? barHeight / 2 : 0.5}
            width={barWidth - 1}
            height={
              outcome === 'unhealthy' ? barHeight / 2 - 0.5 : barHeight - 1
            }
          >
            <title>
              {t('history.point', {
                time: new Date(at).toLocaleString(),
                outcome: failure ?? t(outcomeKeys[outcome]),
              })}
            </title>
          </rect>
        ))}
      </svg>
      <span>{summary(t, history)}</span>
    </p>
  );
}
