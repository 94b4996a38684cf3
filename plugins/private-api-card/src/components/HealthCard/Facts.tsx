import type { VantageView } from '@private-serverless/backstage-plugin-private-api-common';
import { daysUntil, formatMs } from '../../format/time';
import type { Translate } from '../../translation';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import styles from './HealthCard.module.css';

function certificate(t: Translate, notAfter: string, now: string): string {
  const days = daysUntil(notAfter, now);
  return days < 0
    ? t('facts.certificateExpired')
    : t('facts.certificateExpires', { count: days });
}

/** Measurements of the latest probe in one line, with its vantage. */
export function Facts({ vantage, now }: { vantage: VantageView; now: string }) {
  const t = useTranslate();
  const { result, checkedAt, title } = vantage;
  if (!result || !checkedAt) {
    return (
      <p className={styles.facts}>{t('facts.notProbed', { vantage: title })}</p>
    );
  }
  const { timings, tls, http, addresses } = result;
  return (
    <p className={styles.facts}>
      {timings.total !== undefined && (
        <span>
          {t('facts.latency', { duration: formatMs(t, timings.total) })}
        </span>
      )}
      {http && (
        <span>{t('facts.httpStatus', { status: String(http.status) })}</span>
      )}
      {tls && (
        <Moment
          at={tls.chainNotAfter}
          now={now}
          text={certificate(t, tls.chainNotAfter, now)}
        />
      )}
      {result.via === 'connectTo' ? (
        <span>{t('facts.fixedAddress')}</span>
      ) : (
        addresses.length > 0 && <span>{addresses.join(', ')}</span>
      )}
      <span>
        {t('facts.probedAt', {
          time: <Moment at={checkedAt} now={now} />,
          vantage: title,
        })}
      </span>
    </p>
  );
}
