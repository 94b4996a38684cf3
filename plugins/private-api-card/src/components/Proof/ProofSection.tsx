import { useApi } from '@backstage/core-plugin-api';
import type { TargetView } from '@private-serverless/backstage-plugin-private-api-common';
import { useCallback } from 'react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { useTranslate } from '../../useTranslate';
import { usePolled } from '../usePolled';
import styles from './Proof.module.css';
import { ProofDetails } from './ProofDetails';
import { ProofHeadline } from './ProofHeadline';
import { ProofLoading } from './ProofLoading';

/** The backend makes a proof after a change of the stack, so it changes rarely. In milliseconds. */
export const PROOF_POLL_MS = 60_000;

/** The latest privacy proof of the stack of a target. */
export function ProofSection(props: {
  entityRef: string;
  target: TargetView;
  now: string;
}) {
  const { entityRef, target, now } = props;
  const t = useTranslate();
  const api = useApi(privateApiApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.proofs(entityRef, signal),
    [api, entityRef],
  );
  const { value, problem } = usePolled(load, {
    pollMs: PROOF_POLL_MS,
    alwaysPoll: true,
  });
  const view = value?.items.find(
    one => one.targetId === target.targetId || one.stackArn === target.id,
  );
  return (
    <div className={styles.proof}>
      {problem && (
        <p role="alert">{t('loaded.failed', { message: problem.message })}</p>
      )}
      {!value && !problem && <ProofLoading />}
      {value && !view && <p>{t('proof.notBound')}</p>}
      {view && <ProofHeadline view={view} now={now} />}
      {view?.proof && (
        <ProofDetails
          key={view.targetId}
          stackName={view.stackName}
          proof={view.proof}
          now={now}
        />
      )}
    </div>
  );
}
