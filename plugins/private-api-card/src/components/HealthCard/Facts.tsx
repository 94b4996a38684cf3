import type { VantageView } from '@private-serverless/backstage-plugin-private-api-common';
import { daysUntil, formatMs } from '../../words/time';
import { Moment } from '../Moment';
import styles from './HealthCard.module.css';

function certificate(ends: string, now: string): string {
  const days = daysUntil(ends, now);
  return days < 0 ? 'Certificate has ended' : `Certificate ${days} d`;
}

/** What the latest check measured, on one line, and from where. */
export function Facts({ vantage, now }: { vantage: VantageView; now: string }) {
  const { result, checkedAt, title } = vantage;
  if (!result || !checkedAt) {
    return <p className={styles.facts}>Not checked yet from {title}</p>;
  }
  const { timings, tls, http, addresses } = result;
  return (
    <p className={styles.facts}>
      {timings.total !== undefined && (
        <span>Latency {formatMs(timings.total)}</span>
      )}
      {http && <span>HTTP {http.status}</span>}
      {tls && (
        <span title={`Ends ${new Date(tls.chainNotAfter).toLocaleString()}`}>
          {certificate(tls.chainNotAfter, now)}
        </span>
      )}
      {addresses.length > 0 && <span>{addresses.join(', ')}</span>}
      <span>
        checked <Moment at={checkedAt} now={now} /> from {title}
      </span>
    </p>
  );
}
