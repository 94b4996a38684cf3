import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import styles from './HealthCard.module.css';

/** Annotations of the entity that the backend ignores, and why. */
export function Problems({ problems = [] }: { problems?: string[] }) {
  const t = useTranslate();
  if (problems.length === 0) return null;
  return (
    <ul aria-label={t('card.problems')} className={styles.problems}>
      {problems.map(problem => (
        <li key={problem}>
          <Mark look={{ glyph: '!', tone: 'warning' }} />
          {problem}
        </li>
      ))}
    </ul>
  );
}
