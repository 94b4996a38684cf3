import type { LiveProof } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import styles from './Proof.module.css';

/** The parts of the template that the proof says nothing about. */
export function NotJudged({ notJudged }: Pick<LiveProof, 'notJudged'>) {
  const t = useTranslate();
  return (
    <>
      <h4>{t('proof.notJudged')}</h4>
      <p>
        {notJudged.length > 0
          ? t('proof.notJudged.explain')
          : t('proof.notJudged.none')}
      </p>
      {notJudged.length > 0 && (
        <ul className={styles.sentences}>
          {notJudged.map(({ resource, type, message }) => (
            <li key={`${resource} ${message}`}>
              <strong>
                {type
                  ? t('proof.notJudged.resource', { resource, type })
                  : resource}
              </strong>{' '}
              {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
