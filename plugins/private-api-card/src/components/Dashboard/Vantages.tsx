import { useApi } from '@backstage/core-plugin-api';
import type { VantageHealth } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import type { StateLook } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { Moment } from '../Moment';
import { usePolled } from '../usePolled';
import styles from './Dashboard.module.css';
import { DASHBOARD_POLL_MS } from './useDashboard';

const looks: Record<VantageHealth['state'], StateLook> = {
  works: { glyph: '✓', tone: 'success' },
  fails: { glyph: '✕', tone: 'danger' },
  unknown: { glyph: '?', tone: 'neutral' },
};

function Vantage({ vantage, now }: { vantage: VantageHealth; now: string }) {
  const { title, state, since, cause, hasControl } = vantage;
  const t = useTranslate();
  return (
    <li>
      <Mark look={looks[state]} />
      <strong>{title}</strong> {t(`dashboard.vantages.${state}`)}
      {since && state === 'fails' && (
        <>
          {', '}
          {t('card.since', { time: <Moment at={since} now={now} age /> })}
        </>
      )}
      {cause && <p>{cause}</p>}
      <p className={styles.facts}>
        <span>
          {t('dashboard.vantages.targets', { count: vantage.targets })}
        </span>
        {vantage.unknownTargets > 0 && (
          <span>
            {t('dashboard.vantages.blind', { count: vantage.unknownTargets })}
          </span>
        )}
        {!hasControl && <span>{t('dashboard.vantages.noControl')}</span>}
      </p>
    </li>
  );
}

/** Whether each vantage can check its targets, so that nobody takes its outage for one of the services. */
export function Vantages({ now }: { now: string }) {
  const api = useApi(privateApiApiRef);
  const t = useTranslate();
  const load = useCallback(
    (signal: AbortSignal) => api.vantages(signal),
    [api],
  );
  const { value, problem } = usePolled(load, {
    pollMs: DASHBOARD_POLL_MS,
    alwaysPoll: true,
  });
  return (
    <section>
      <h2>{t('dashboard.vantages')}</h2>
      {problem && <p>{t('loaded.failed', { message: problem.message })}</p>}
      {value?.length === 0 && <p>{t('dashboard.vantages.empty')}</p>}
      <ul className={styles.list}>
        {value?.map(vantage => (
          <Vantage key={vantage.id} vantage={vantage} now={now} />
        ))}
      </ul>
    </section>
  );
}
