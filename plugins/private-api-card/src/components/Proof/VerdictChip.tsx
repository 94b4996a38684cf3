import type { ProofSummary } from '@private-serverless/backstage-plugin-private-api-common';
import { unknownLook, verdictLooks } from '../../format/proofs';
import { useTranslate } from '../../useTranslate';
import { Mark } from '../Mark';
import styles from '../Mark.module.css';

/** A verdict as glyph and words. One that is outdated is not green. */
export function VerdictChip({ proof }: { proof: ProofSummary }) {
  const t = useTranslate();
  const verdict = t(`proof.verdict.${proof.verdict}`);
  return (
    <span className={styles.chip}>
      <Mark
        look={proof.isOutdated ? unknownLook : verdictLooks[proof.verdict]}
      />
      {proof.isOutdated ? t('proof.verdict.before', { verdict }) : verdict}
    </span>
  );
}
