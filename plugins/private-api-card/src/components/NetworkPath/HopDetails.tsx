import type { Diagnosis } from '@private-serverless/backstage-plugin-private-api-common';
import { knownHopState } from '../../format/hops';
import { useTranslate } from '../../useTranslate';
import { Moment } from '../Moment';
import { Command } from './Command';
import styles from './NetworkPath.module.css';

const looks = {
  ok: '',
  degraded: styles.degraded,
  failed: styles.failed,
  unknown: '',
};

/** Evidence for the state of one hop, what to do about it, and what AWS reports of it. */
export function HopDetails(props: {
  id: string;
  hop: Diagnosis['hops'][number];
  now: string;
}) {
  const { hop, state, evidence, advice, command, aws } = props.hop;
  const t = useTranslate();
  return (
    <div
      id={props.id}
      className={`${styles.details} ${looks[knownHopState(state)]}`}
    >
      <p>
        <strong>{t(`hop.${hop}`)}</strong>: {evidence}
      </p>
      {advice && <p>{t('card.whatToDo', { advice })}</p>}
      {command && <Command text={command} />}
      {aws && (
        <>
          {/* Where AWS's side decides the state, its evidence is already above. */}
          {!evidence.startsWith(aws.evidence) && (
            <p>{t('path.awsEvidence', { evidence: aws.evidence })}</p>
          )}
          <p>
            {t('path.awsReadAt', {
              time: <Moment at={aws.readAt} now={props.now} age />,
            })}
          </p>
        </>
      )}
    </div>
  );
}
