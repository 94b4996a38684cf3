import type { ProofVerdict } from '@private-serverless/backstage-plugin-private-api-common';
import { verdictLooks } from '../../format/proofs';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import styles from '../Mark.module.css';

/** A verdict as glyph and words. */
export function VerdictChip({ verdict }: { verdict: ProofVerdict }) {
  const t = useTranslate();
  return (
    <span className={styles.chip}>
      <Mark look={verdictLooks[verdict]} />
      {t(`proof.verdict.${verdict}`)}
    </span>
  );
}
