import { type ComponentProps, lazy, Suspense, useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';
import { PROOF_ANCHOR } from '../../format/proofs';
import { useTranslate } from '../../useTranslate';
import tabStyles from '../HealthTab/HealthTab.module.css';
import { ProofLoading } from './ProofLoading';

/** Loaded with the tab, and not with the page of the entity. */
const ProofSection = lazy(() =>
  import('./ProofSection').then(module => ({ default: module.ProofSection })),
);

/** The section of the tab with the privacy proof. The link on the card leads to it. */
export function LazyProofSection(props: ComponentProps<typeof ProofSection>) {
  const t = useTranslate();
  const { hash } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hash !== `#${PROOF_ANCHOR}`) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView?.();
  }, [hash]);
  return (
    <section className={tabStyles.section}>
      <h3 id={PROOF_ANCHOR} ref={heading} tabIndex={-1}>
        {t('proof.title')}
      </h3>
      <Suspense fallback={<ProofLoading />}>
        <ProofSection {...props} />
      </Suspense>
    </section>
  );
}
