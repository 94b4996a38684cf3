import type { ProofRule } from '@private-serverless/backstage-plugin-private-api-common';
import { ruleLooks, ruleStatusesWorstFirst } from '../../format/proofs';
import { useTranslate } from '../../useTranslate';
import { DataTable } from '../HealthTab/DataTable';
import { Mark } from '../Mark';
import markStyles from '../Mark.module.css';
import styles from './Proof.module.css';
import { placeText } from './placeText';

function Evidence({ evidence }: Pick<ProofRule, 'evidence'>) {
  const t = useTranslate();
  if (evidence.length === 0) return <>{t('proof.evidence.none')}</>;
  return (
    <details>
      <summary>{t('proof.evidence', { count: evidence.length })}</summary>
      <ul className={styles.sentences}>
        {evidence.map(one => (
          <li key={`${one.path} ${one.message}`}>
            {t('proof.evidence.item', {
              resource: one.resource,
              message: one.message,
              place: placeText(t, one),
            })}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Every rule with its result, what needs attention first, and its evidence on demand. */
export function ProofRules({ rules }: { rules: readonly ProofRule[] }) {
  const t = useTranslate();
  const rank = ({ status }: ProofRule) =>
    ruleStatusesWorstFirst.indexOf(status);
  const sorted = [...rules].sort((one, other) => rank(one) - rank(other));
  return (
    <>
      <h4>{t('proof.rules')}</h4>
      <DataTable
        label={t('proof.rules')}
        columns={[
          t('proof.rules.rule'),
          t('proof.rules.result'),
          t('proof.rules.title'),
          t('proof.rules.evidence'),
        ]}
        rows={sorted.map(({ id, status, title, evidence }) => ({
          key: id,
          cells: [
            id,
            <span key="status" className={`${markStyles.chip} ${styles.word}`}>
              <Mark look={ruleLooks[status]} />
              {t(`proof.status.${status}`)}
            </span>,
            title,
            <Evidence key="evidence" evidence={evidence} />,
          ],
        }))}
      />
    </>
  );
}
