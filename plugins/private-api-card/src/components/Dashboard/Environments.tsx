import { useApi } from '@backstage/core-plugin-api';
import type { EnvironmentView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import type { StateLook } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import { usePolled } from '../usePolled';
import styles from './Dashboard.module.css';

/** Environments are checked every few minutes. */
const pollMs = 5 * 60_000;

const looks = {
  ready: { glyph: '✓', tone: 'success' },
  'not-ready': { glyph: '✕', tone: 'danger' },
  unknown: { glyph: '?', tone: 'neutral' },
} satisfies Record<string, StateLook>;

const keys = {
  ready: 'dashboard.environments.ready',
  'not-ready': 'dashboard.environments.notReady',
  unknown: 'dashboard.environments.unknown',
} as const;

function Environment({ environment }: { environment: EnvironmentView }) {
  const { id, title } = environment;
  const api = useApi(privateApiApiRef);
  const t = useTranslate();
  const load = useCallback(
    (signal: AbortSignal) => api.readiness(id, signal),
    [api, id],
  );
  const { value, problem } = usePolled(load, { pollMs, alwaysPoll: true });
  const state = problem ? 'unknown' : value?.state;
  const reason = problem?.message ?? value?.reason;
  const failed = (value?.checks ?? []).filter(
    ({ status }) => status === 'missing' || status === 'wrong',
  );
  return (
    <li>
      {state && <Mark look={looks[state]} />}
      <strong>{title}</strong> {state && t(keys[state])}
      {state === 'unknown' && reason && <p>{reason}</p>}
      {state === 'not-ready' && (
        <ul className={styles.problems}>
          {failed.map(({ id: check, subject, fix }) => (
            <li key={`${check} ${subject}`}>{fix}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Whether services can be deployed to each environment that the user can use. */
export function Environments() {
  const api = useApi(privateApiApiRef);
  const t = useTranslate();
  const load = useCallback(
    (signal: AbortSignal) => api.environments(signal),
    [api],
  );
  const { value, problem } = usePolled(load, { pollMs, alwaysPoll: true });
  return (
    <section>
      <h2>{t('dashboard.environments')}</h2>
      {problem && <p>{t('loaded.failed', { message: problem.message })}</p>}
      {value?.length === 0 && <p>{t('dashboard.environments.empty')}</p>}
      <ul className={styles.list}>
        {value?.map(environment => (
          <Environment key={environment.id} environment={environment} />
        ))}
      </ul>
    </section>
  );
}
