import type { StateLook } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import styles from './Dashboard.module.css';
import type { EnvironmentState, Surroundings } from './useSurroundings';

const looks: Record<EnvironmentState['state'], StateLook> = {
  ready: { glyph: '✓', tone: 'success' },
  'not-ready': { glyph: '✕', tone: 'danger' },
  unknown: { glyph: '?', tone: 'neutral' },
};

const keys = {
  ready: 'dashboard.environments.ready',
  'not-ready': 'dashboard.environments.notReady',
  unknown: 'dashboard.environments.unknown',
} as const;

function Environment({ one }: { one: EnvironmentState }) {
  const { environment, state, reason, fixes } = one;
  const t = useTranslate();
  return (
    <li>
      <Mark look={looks[state]} />
      <strong>{environment.title}</strong> {t(keys[state])}
      {state === 'unknown' && reason && <p>{reason}</p>}
      {state === 'not-ready' && (
        <ul className={styles.problems}>
          {fixes.map(fix => (
            <li key={fix}>{fix}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Whether services can be deployed to each environment that the user can use. */
export function Environments(props: {
  environments: Surroundings['environments'];
}) {
  const { value, problem } = props.environments;
  const t = useTranslate();
  return (
    <section>
      <h2>{t('dashboard.environments')}</h2>
      {problem && <p>{t('loaded.failed', { message: problem.message })}</p>}
      {value?.length === 0 && <p>{t('dashboard.environments.empty')}</p>}
      <ul className={styles.list}>
        {value?.map(one => (
          <Environment key={one.environment.id} one={one} />
        ))}
      </ul>
    </section>
  );
}
