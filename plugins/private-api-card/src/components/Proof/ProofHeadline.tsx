import type { ProofView } from '@private-serverless/backstage-plugin-private-api-common';
import { Alert } from '@backstage/ui';
import { ruleLooks, ruleStatusesWorstFirst } from '../../format/proofs';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import markStyles from '../Mark.module.css';
import { Moment } from '../Moment';
import styles from './Proof.module.css';
import { VerdictChip } from './VerdictChip';

type Proof = NonNullable<ProofView['proof']>;

/** How many rules have which result. */
function Counts({ rules }: Pick<Proof, 'rules'>) {
  const t = useTranslate();
  const counts = ruleStatusesWorstFirst
    .map(status => ({
      status,
      count: rules.filter(rule => rule.status === status).length,
    }))
    .filter(({ count }) => count > 0);
  return (
    <ul aria-label={t('proof.counts')} className={styles.counts}>
      {counts.map(({ status, count }) => (
        <li key={status} className={markStyles.chip}>
          <Mark look={ruleLooks[status]} />
          {t('proof.count', {
            number: `${count}`,
            status: t(`proof.status.${status}`),
          })}
        </li>
      ))}
    </ul>
  );
}

/** The verdict, since when it holds, when it was checked, and what limits it. */
export function ProofHeadline({ view, now }: { view: ProofView; now: string }) {
  const t = useTranslate();
  const { problem, proof } = view;
  return (
    <>
      {proof ? (
        <p className={styles.verdict}>
          <strong>
            <VerdictChip proof={proof} />
          </strong>
          <span>
            {t('card.since', {
              time: <Moment key="since" at={proof.since} now={now} age />,
            })}
          </span>
          <span>
            {t('proof.checked', {
              time: <Moment key="at" at={proof.checkedAt} now={now} age />,
            })}
          </span>
        </p>
      ) : (
        <>
          <p className={styles.verdict}>
            <strong>{t('proof.notYet')}</strong>
          </p>
          <p>{t('proof.notYet.when')}</p>
        </>
      )}
      {problem && (
        <Alert
          status="warning"
          icon
          title={t('proof.problem', { problem })}
          // A template that could not be read has a proof of its own, without rules.
          description={
            proof?.rules.length ? t('proof.problem.earlier') : undefined
          }
        />
      )}
      {proof?.isOutdated && <p>{t('proof.outdated')}</p>}
      {proof && proof.rules.length > 0 && (
        <>
          <p>{t(`proof.explain.${proof.verdict}`)}</p>
          <Counts rules={proof.rules} />
        </>
      )}
    </>
  );
}
