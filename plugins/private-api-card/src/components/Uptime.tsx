import type { Uptime as UptimeView } from '@private-serverless/backstage-plugin-private-api-common';
import { formatShare } from '../format/share';
import { formatMs } from '../format/time';
import { useTranslate } from '../useTranslate';
import styles from './Uptime.module.css';

/**
 * Uptime with the coverage that it is about, and p95. Uptime alone hides that nothing was observed.
 * @param props.period - whether the uptime is of 24 hours or of another period
 */
export function Uptime(props: { of: UptimeView; period?: 'day' | 'other' }) {
  const { of, period = 'day' } = props;
  const t = useTranslate();
  const share = formatShare(t, of.coverage);
  return (
    <span className={styles.uptime}>
      <span>
        {of.uptime === undefined
          ? t('uptime.unknown')
          : t('uptime.of', { share: formatShare(t, of.uptime) })}
      </span>
      <span>{t(`uptime.coverage.${period}`, { share })}</span>
      {of.p95Ms !== undefined && (
        <span>{t('uptime.p95', { duration: formatMs(t, of.p95Ms) })}</span>
      )}
    </span>
  );
}
