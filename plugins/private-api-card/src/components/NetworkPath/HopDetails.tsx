import type { Diagnosis } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import styles from './NetworkPath.module.css';

/** Evidence for the state of one hop, and what to do about it. */
export function HopDetails(props: {
  id: string;
  hop: Diagnosis['hops'][number];
}) {
  const { hop, state, evidence, advice } = props.hop;
  const t = useTranslate();
  return (
    <div
      id={props.id}
      className={`${styles.details} ${state === 'failed' ? styles.failed : ''}`}
    >
      <p>
        <strong>{t(`hop.${hop}`)}</strong>: {evidence}
      </p>
      {advice && <p>{t('card.whatToDo', { advice })}</p>}
    </div>
  );
}
