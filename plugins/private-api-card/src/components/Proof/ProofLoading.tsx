import { Skeleton } from '@backstage/ui';
import { useTranslate } from '../../useTranslate';
import styles from './Proof.module.css';

/** Has about the height of a proof without findings, so that what follows moves little. */
export function ProofLoading() {
  const t = useTranslate();
  return (
    <div aria-busy="true" className={styles.loading}>
      <p>{t('proof.loading')}</p>
      <Skeleton width="60%" height={24} />
      <Skeleton width="100%" height={560} />
    </div>
  );
}
