import type {
  TargetView,
  VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import { NetworkPath } from '../NetworkPath/NetworkPath';
import { Facts } from './Facts';
import styles from './HealthCard.module.css';
import { HistoryStrip } from './HistoryStrip';
import { Phases } from './Phases';

/**
 * Result of one vantage for a target: the network path, the duration of each phase, the history and the measurements.
 */
export function VantagePanel(props: {
  target: TargetView;
  vantage: VantageView;
  now: string;
}) {
  const { target, vantage, now } = props;
  const t = useTranslate();
  const { result, failure, reason, state } = vantage;
  const isStale = reason?.code === 'data.stale';
  // If a hop failed, the path shows its evidence and advice.
  const isLocated = vantage.diagnosis?.hops.some(hop => hop.state === 'failed');
  return (
    <div className={styles.panel}>
      {target.entry && (
        <NetworkPath
          entry={target.entry}
          diagnosis={vantage.diagnosis}
          timings={result?.timings}
          isCurrent={!isStale}
          now={now}
        />
      )}
      {failure && state !== 'unknown' && !isLocated && (
        <p className={styles.failure}>
          {t('card.failure', {
            headline: <strong>{failure.headline}</strong>,
            advice: failure.advice,
          })}
        </p>
      )}
      {result && !isStale && <Phases timings={result.timings} />}
      {!target.day && <HistoryStrip history={vantage.history} />}
      <Facts vantage={vantage} now={now} />
    </div>
  );
}
