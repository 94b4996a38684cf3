import type {
  TargetView,
  VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { NetworkPath } from '../NetworkPath/NetworkPath';
import { Facts } from './Facts';
import styles from './HealthCard.module.css';
import { HistoryStrip } from './HistoryStrip';
import { Phases } from './Phases';

/** What one vantage sees of a target: the path, how the time was spent, and the facts. */
export function VantagePanel(props: {
  target: TargetView;
  vantage: VantageView;
  now: string;
}) {
  const { target, vantage, now } = props;
  const { result, failure, reason, state } = vantage;
  const stale = reason?.code === 'data.stale';
  // Where a hop is known to be broken, the path shows evidence and advice beside it.
  const isLocated = vantage.diagnosis?.hops.some(hop => hop.state === 'failed');
  return (
    <div className={styles.panel}>
      {target.entry && (
        <NetworkPath
          entry={target.entry}
          diagnosis={vantage.diagnosis}
          timings={result?.timings}
          current={!stale}
        />
      )}
      {failure && state !== 'unknown' && !isLocated && (
        <p className={styles.failure}>
          <strong>{failure.headline}</strong>. {failure.advice}
        </p>
      )}
      {result && !stale && <Phases timings={result.timings} />}
      <HistoryStrip history={vantage.history} />
      <Facts vantage={vantage} now={now} />
    </div>
  );
}
