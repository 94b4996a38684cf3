import type { Diagnosis } from '@private-serverless/backstage-plugin-private-api-common';
import { hopNames } from '../../words/hops';
import styles from './NetworkPath.module.css';

/** What is known of one hop, and what to do about it. */
export function HopDetails(props: {
  id: string;
  hop: Diagnosis['hops'][number];
}) {
  const { hop, state, evidence, advice } = props.hop;
  return (
    <div
      id={props.id}
      className={`${styles.details} ${state === 'failed' ? styles.failed : ''}`}
    >
      <p>
        <strong>{hopNames[hop]}</strong>: {evidence}
      </p>
      {advice && <p>Do: {advice}</p>}
    </div>
  );
}
