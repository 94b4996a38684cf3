import type { StateLook } from '../../format/states';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import styles from './Dashboard.module.css';
import type { Surroundings } from './useSurroundings';

const warning: StateLook = { glyph: '!', tone: 'warning' };
const success: StateLook = { glyph: '✓', tone: 'success' };

/**
 * Vantages that cannot check and environments that are not ready, above the table that they explain. Its line is there from the
 * start, so that the table does not move. The lists beside the table have the causes.
 */
export function Attention({ surroundings }: { surroundings: Surroundings }) {
  const { environments, vantages } = surroundings;
  const t = useTranslate();
  const problems = [
    ...(vantages.value ?? [])
      .filter(({ state }) => state === 'fails')
      .map(({ title, unknownTargets }) =>
        t('dashboard.attention.vantage', { title, count: unknownTargets }),
      ),
    ...(environments.value ?? [])
      .filter(({ state }) => state === 'not-ready')
      .map(({ environment: { title } }) =>
        t('dashboard.attention.environment', { title }),
      ),
  ];
  const [working = [], ready = []] = [vantages.value, environments.value];
  const isFine =
    working.length > 0 &&
    ready.length > 0 &&
    working.every(({ state }) => state === 'works') &&
    ready.every(({ state }) => state === 'ready');
  return (
    <ul aria-label={t('dashboard.attention')} className={styles.attention}>
      {problems.map(text => (
        <li key={text}>
          <Mark look={warning} />
          {text}
        </li>
      ))}
      {isFine && (
        <li>
          <Mark look={success} />
          {t('dashboard.attention.none')}
        </li>
      )}
    </ul>
  );
}
